/**
 * Runs `make`, and gives it a sheet of the document for every style element that it asks for. The page's security
 * policy allows no style elements from scripts, and xterm.js writes its colours and sizes into some. What it gets is an
 * element that shows nothing: its text goes to the sheet, which goes when the element is removed.
 */
export function withStyleSheets<T>(make: () => T): T {
  const create = document.createElement.bind(document)
  const inSheets = (name: string, options?: ElementCreationOptions) =>
    name === 'style' ? withSheet(create('template')) : create(name, options)
  Object.assign(document, { createElement: inSheets })
  try {
    return make()
  } finally {
    // What is found from now on is the browser's own again.
    Reflect.deleteProperty(document, 'createElement')
  }
}

function withSheet(element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets.push(sheet)
  let written = ''
  Object.defineProperty(element, 'textContent', {
    get: () => written,
    set(text: string) {
      written = text
      sheet.replaceSync(text)
    },
  })
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
    Element.prototype.remove.call(element)
  }
  return element
}
