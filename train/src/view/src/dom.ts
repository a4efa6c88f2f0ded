/** Building the page's elements. */

type Attributes = Record<string, string | number | boolean | ((e: Event) => void) | undefined>

/** An element with attributes; those that begin with "on" are listeners, "class" and the rest as in HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id)
  if (!element) throw new Error('page: no #' + id)
  return element as T
}

export interface Choice { value: string; text: string }

/** A select with a label that is read aloud, and seen unless it is short of room. */
export function choose(
  label: string, choices: Choice[], value: string, changed: (value: string) => void, seen = true,
): HTMLLabelElement {
  const select = el('select', { onchange: () => changed(select.value) },
    ...choices.map(c => el('option', { value: c.value, selected: c.value === value }, c.text)))
  return el('label', { class: 'field' }, el('span', { class: seen ? '' : 'unseen' }, label), select)
}

export function button(text: string, title: string, pressed: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return el('button', { type: 'button', title, onclick: pressed, ...attributes }, text)
}

/** Buttons of which one is pressed. */
export function toggles(label: string, choices: Choice[], value: string, changed: (value: string) => void): HTMLElement {
  const group = el('div', { class: 'toggles', role: 'group', 'aria-label': label })
  for (const choice of choices) {
    group.append(button(choice.text, choice.text, () => {
      for (const other of group.querySelectorAll('button')) other.setAttribute('aria-pressed', 'false')
      group.querySelector(`[data-value="${choice.value}"]`)?.setAttribute('aria-pressed', 'true')
      changed(choice.value)
    }, { 'aria-pressed': String(choice.value === value), 'data-value': choice.value }))
  }
  return group
}

export function checkbox(label: string, value: boolean, changed: (value: boolean) => void): HTMLLabelElement {
  const box = el('input', { type: 'checkbox', onchange: () => changed(box.checked) })
  box.checked = value
  return el('label', { class: 'check' }, box, label)
}

let hideLater = 0

/** Shows a line for some seconds, which is also read aloud. */
export function say(line: string, problem = false): void {
  const toast = byId('toast')
  toast.textContent = line
  toast.className = problem ? 'toast shown problem' : 'toast shown'
  clearTimeout(hideLater)
  hideLater = window.setTimeout(() => { toast.className = 'toast' }, problem ? 9000 : 4000)
}

export function complain(e: unknown): void {
  if (e instanceof DOMException && e.name === 'AbortError') return
  say(e instanceof Error ? e.message : String(e), true)
}

/** A number for people: as many digits as tell something. */
export function brief(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1e9 || (size > 0 && size < 0.001)) return value.toExponential(1)
  if (size >= 1e6) return `${(value / 1e6).toPrecision(3)} M`
  if (size >= 1e5) return `${Math.round(value / 1e3)} k`
  if (size >= 1000) return Math.round(value).toLocaleString('en').replace(/,/g, ' ')
  return String(Number(value.toPrecision(3)))
}

/** A colour of the theme. */
export function theme(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()
}

export function download(name: string, blob: Blob): void {
  const link = el('a', { href: URL.createObjectURL(blob), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Size of small text on canvases, in pixels; it grows with the page's. */
export function textSize(): number {
  return Math.round(0.8 * parseFloat(getComputedStyle(document.documentElement).fontSize))
}
