import { t } from '../lib/language/t.ts'
import './overview.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Scene } from './scene/scene.ts'
import { countsOf, type NodeTrouble, pressing, regionsAbout, troublesIn } from './words/trouble.ts'

interface Props {
  scene: Scene
  /** What is searched for. */
  wanted: string
  onWanted: (word: string) => void
  /** Called with the name of a node to look at closely. */
  onChoose: (node: string) => void
  /** Whether tiles with trouble come first; absent where there are no tiles. */
  sorted?: boolean
  onSorted?: (sorted: boolean) => void
}

/** Nodes that are named; more are counted. */
const NAMED = 12

/** Over the picture of many nodes: a count, a search, and the nodes that need a person, the gravest first. */
export function Overview({ scene, wanted, onWanted, onChoose, sorted, onSorted }: Props) {
  const counts = useMemo(() => countsOf(scene), [scene])
  const troubles = useMemo(() => pressing(troublesIn(scene)), [scene])
  const found = useMemo(() => nodesAbout(scene, wanted), [scene, wanted])
  return (
    <div className="overview">
      <p className="overview-counts">{counts}</p>
      <Search wanted={wanted} found={found} onWanted={onWanted} onChoose={onChoose} />
      {onSorted && (
        <button
          type="button"
          className="button overview-sort"
          aria-pressed={sorted}
          onClick={() => onSorted(!sorted)}
        >
          {t`Trouble first`}
        </button>
      )}
      {/* Its line is always there: trouble moves nothing on the page. */}
      <Troubles troubles={troubles} onChoose={onChoose} />
    </div>
  )
}

interface TroublesProps extends Pick<Props, 'onChoose'> {
  troubles: readonly NodeTrouble[]
}

/** As many as fit into one line, none of them cut, and how many more there are. */
function Troubles({ troubles, onChoose }: TroublesProps) {
  const list = useRef<HTMLUListElement>(null)
  const [fitting, setFitting] = useState(NAMED)
  const named = troubles.slice(0, NAMED)
  const words = named.map(({ node, says }) => `${node.label} ${says}`).join()
  useEffect(() => {
    const element = list.current
    if (!element || words === '' || typeof ResizeObserver === 'undefined') return
    const sizes = new ResizeObserver(() => {
      const tops = [...element.children].map((item) => (item as HTMLElement).offsetTop)
      setFitting(tops.filter((top) => top === tops[0]).length)
    })
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [words])
  const more = troubles.length - Math.min(fitting, named.length)
  return (
    <div className="overview-line">
      <ul ref={list} className="overview-troubles" aria-label={t`Trouble, the gravest first`}>
        {named.map((trouble) => (
          <TroubleItem key={trouble.node.name} trouble={trouble} onChoose={onChoose} />
        ))}
        {troubles.length === 0 && <li className="is-quiet">{t`No trouble.`}</li>}
      </ul>
      <span className="overview-more">{more > 0 && t`and ${more} more`}</span>
    </div>
  )
}

const nodesAbout = (scene: Scene, wanted: string): string[] => {
  const ids = new Set(regionsAbout(scene, wanted))
  return scene.nodes.flatMap(({ name }) => (ids.has(`node/${name}`) ? [name] : []))
}

interface SearchProps extends Pick<Props, 'wanted' | 'onWanted' | 'onChoose'> {
  /** The nodes that it finds. */
  found: string[]
}

/** Finds nodes, and instances with their nodes. Enter looks at the first one, Esc empties the field. */
function Search({ wanted, found, onWanted, onChoose }: SearchProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, select, dialog')
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      field.current?.focus()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  const [first] = found
  return (
    <span className="overview-search">
      <input
        ref={field}
        type="search"
        className="field"
        aria-label={t`Find a node or an instance (/)`}
        placeholder={t`Find a node or an instance`}
        title="/"
        value={wanted}
        onChange={(event) => onWanted(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && first !== undefined) onChoose(first)
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onWanted('')
        }}
      />
      <span role="status">
        {wanted !== '' && (found.length === 1 ? t`1 node` : t`${found.length} nodes`)}
      </span>
    </span>
  )
}

interface ItemProps {
  trouble: NodeTrouble
  onChoose: (node: string) => void
}

function TroubleItem({ trouble: { node, grade, says }, onChoose }: ItemProps) {
  return (
    <li>
      <button
        type="button"
        className={grade === 'bad' ? 'overview-trouble is-bad' : 'overview-trouble is-warning'}
        onClick={() => onChoose(node.name)}
      >
        <b>{node.label}</b> {says}
      </button>
    </li>
  )
}
