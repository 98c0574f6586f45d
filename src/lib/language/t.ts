/** What may stand in a message: what a template shows as it is. */
export type MessageValue = string | number | null | undefined

/** Puts a message into another language. Its values stand in it as `{0}`, `{1}` and so on. */
export type Translate = (message: string, values: readonly MessageValue[]) => string

/**
 * The language of what the page says. English needs nothing: the messages are the English sentences. Another one is
 * set once, before anything is shown; to change it, the page is loaded again.
 */
export const language: { translate: Translate | undefined } = { translate: undefined }

/** The message of a template, as catalogues have it: "{0} is up". */
export const messageOf = (strings: readonly string[]): string =>
  strings.reduce((message, part, i) => `${message}{${i - 1}}${part}`)

/** What the page says, in its language: t`${node} is up`. */
export const t = (strings: TemplateStringsArray, ...values: readonly MessageValue[]): string =>
  language.translate
    ? language.translate(messageOf(strings), values)
    : strings.reduce((said, part, i) => `${said}${values[i - 1]}${part}`)
