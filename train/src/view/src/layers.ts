/** The list of layers: what is shown, in which order and how. */

import type { Status } from './api'
import { brief, button, byId, choose, el, type Choice } from './dom'
import { LABELS, table, valueAt, type MapName, type ScaleName } from './colour'
import { changed, layerView, on, state, type LayerView } from './state'
import type { Tiles } from './tiles'

const MAPS: Choice[] = ['viridis', 'cividis', 'inferno', 'grey'].map(value => ({ value, text: value }))
const SCALES: Choice[] = [{ value: 'linear', text: 'linear' }, { value: 'sqrt', text: 'square root' }, { value: 'log', text: 'log' }]

export class Layers {
  private readonly list = byId('stack')
  private readonly add = byId('add-layer')
  private readonly chips = byId('chips')
  private known = ''
  private status: Status | null = null

  constructor(private readonly tiles: Tiles, private readonly scan: number) {
    on('stack', () => this.show())
    this.show()
  }

  /** New layers or elements may have come. */
  update(status: Status): void {
    this.status = status
    const now = JSON.stringify([status.layers.map(l => l.id), status.elements.map(e => e.symbol)])
    if (now !== this.known) {
      this.known = now
      this.showChoices(status)
      this.show()
    }
    this.legends()
  }

  private showChoices(status: Status): void {
    const choices = status.layers.filter(l => !l.id.startsWith('region-')).map(l => ({ value: l.id, text: l.title }))
    this.add.replaceChildren(
      choose('Add a layer', [{ value: '', text: 'Add a layer…' }, ...choices, { value: 'rgb', text: 'Three elements as RGB' }], '',
        id => { if (id) this.put(id) }, false))
    const shown = new Set(state.stack.map(v => v.id))
    this.chips.replaceChildren(...status.elements.map(e => {
      const id = 'el-' + e.symbol
      const there = status.layers.some(l => l.id === id)
      return button(e.symbol, `${e.symbol} ${e.families.join(' ')}: ${e.evidence}`, () => this.only(id),
        { class: e.origin === 'object' ? 'chip' : 'chip faint', disabled: !there, 'aria-pressed': String(shown.has(id)) })
    }))
  }

  /** Shows a layer alone, unless it is compared with others. */
  only(id: string): void {
    const top = state.stack.at(-1)
    if (state.compare === 'off' || state.stack.length < 2) {
      const at = state.stack.findLastIndex(v => v.visible)
      const view = { ...(at >= 0 && state.stack[at].kind === 'numbers' ? state.stack[at] : layerView(id)), id, visible: true }
      if (at >= 0 && state.stack[at].kind === 'numbers') state.stack[at] = view
      else state.stack.push(view)
    } else if (top) {
      state.stack[state.stack.length - 1] = { ...(top.kind === 'numbers' ? top : layerView(id)), id }
    }
    changed('stack')
  }

  put(id: string): void {
    if (id === 'rgb') {
      const symbols = (this.status?.elements ?? []).filter(e => e.origin === 'object').slice(0, 3).map(e => 'el-' + e.symbol)
      state.stack.push({ ...layerView('rgb', 'rgb'), rgb: symbols })
    } else {
      const layer = this.status?.layers.find(l => l.id === id)
      state.stack.push(layerView(id, layer?.kind ?? 'numbers'))
    }
    changed('stack')
  }

  private show(): void {
    if (this.status) this.showChips()
    this.list.replaceChildren(...state.stack.map((view, i) => this.card(view, i)).reverse())
    this.legends()
  }

  private showChips(): void {
    const shown = new Set(state.stack.filter(v => v.visible).flatMap(v => (v.kind === 'rgb' ? v.rgb ?? [] : [v.id])))
    for (const chip of this.chips.querySelectorAll('button')) {
      chip.setAttribute('aria-pressed', String(shown.has('el-' + chip.textContent)))
    }
  }

  private title(view: LayerView): string {
    if (view.kind === 'rgb') return 'RGB'
    return this.tiles.layers.get(view.id)?.title ?? view.id
  }

  private card(view: LayerView, index: number): HTMLElement {
    const title = this.title(view)
    const visible = el('input', { type: 'checkbox', 'aria-label': 'Show ' + title, onchange: () => { view.visible = visible.checked; changed('stack') } })
    visible.checked = view.visible
    const head = el('div', { class: 'card-head' }, visible, el('strong', {}, title),
      button('↑', 'Move up: ' + title, () => this.swap(index, index + 1), { disabled: index === state.stack.length - 1 }),
      button('↓', 'Move down: ' + title, () => this.swap(index, index - 1), { disabled: index === 0 }),
      button('×', 'Remove: ' + title, () => { state.stack.splice(index, 1); changed('stack') }, { disabled: state.stack.length === 1 }))
    const card = el('div', { class: 'card' }, head)
    if (view.kind === 'rgb') card.append(this.rgbChoices(view))
    if (view.kind !== 'colours' && !view.id.startsWith('clusters')) card.append(this.looks(view))
    card.append(el('label', { class: 'field' }, el('span', {}, 'Opacity'), this.range(view.opacity, 0, 1, 0.05, v => { view.opacity = v; changed('view') })))
    if (view.kind === 'numbers') {
      card.append(el('div', { class: 'row small' },
        el('a', { href: `api/${this.scan}/export/${view.id}.tif`, download: `${title}.tif` }, 'TIFF'),
        el('a', { href: `api/${this.scan}/export/${view.id}.npy`, download: `${title}.npy` }, 'NPY')))
    }
    return card
  }

  private rgbChoices(view: LayerView): HTMLElement {
    const choices = [{ value: '', text: '–' }, ...(this.status?.layers ?? [])
      .filter(l => l.kind === 'numbers' && !l.id.startsWith('region-') && !l.id.startsWith('clusters'))
      .map(l => ({ value: l.id, text: l.title }))]
    return el('div', { class: 'row' }, ...['Red', 'Green', 'Blue'].map((name, c) =>
      choose(name, choices, view.rgb?.[c] ?? '', id => {
        const rgb = [...(view.rgb ?? ['', '', ''])]
        rgb[c] = id
        view.rgb = rgb
        changed('stack')
      })))
  }

  private looks(view: LayerView): HTMLElement {
    const low = el('input', { type: 'number', min: 0, max: 100, step: 0.5, value: view.low, onchange: () => this.limit(view, 'low', low) })
    const high = el('input', { type: 'number', min: 0, max: 100, step: 0.5, value: view.high, onchange: () => this.limit(view, 'high', high) })
    const bar = el('canvas', { class: 'legend', width: 256, height: 1, 'data-layer': view.id, 'aria-hidden': 'true' })
    return el('div', { class: 'looks' },
      view.kind === 'numbers' ? el('div', {}, bar, el('div', { class: 'ends', 'data-ends': view.id })) : '',
      el('div', { class: 'row' },
        view.kind === 'numbers' ? choose('Colours', MAPS, view.map, v => { view.map = v as MapName; changed('view'); this.legends() }) : '',
        choose('Scale', SCALES, view.scale, v => { view.scale = v as ScaleName; changed('view') })),
      el('div', { class: 'row' }, el('label', { class: 'field' }, el('span', {}, 'From %'), low), el('label', { class: 'field' }, el('span', {}, 'to %'), high)))
  }

  private limit(view: LayerView, end: 'low' | 'high', input: HTMLInputElement): void {
    const value = Math.min(100, Math.max(0, Number(input.value)))
    if (Number.isFinite(value)) view[end] = value
    input.value = String(view[end])
    changed('view')
    this.legends()
  }

  private range(value: number, min: number, max: number, step: number, moved: (v: number) => void): HTMLInputElement {
    const input = el('input', { type: 'range', min, max, step, oninput: () => moved(Number(input.value)) })
    input.value = String(value)
    return input
  }

  private swap(a: number, b: number): void {
    [state.stack[a], state.stack[b]] = [state.stack[b], state.stack[a]]
    changed('stack')
  }

  /** Colour bars with the values at their ends. */
  private legends(): void {
    for (const view of state.stack) {
      if (view.kind !== 'numbers') continue
      const bar = this.list.querySelector<HTMLCanvasElement>(`canvas[data-layer="${view.id}"]`)
      const ends = this.list.querySelector(`[data-ends="${view.id}"]`)
      if (!bar || !ends) continue
      legend(bar, view)
      const limits = this.tiles.limits(view.id)
      const unit = this.tiles.layers.get(view.id)?.unit ?? ''
      ends.replaceChildren(el('span', {}, brief(limits.length ? valueAt(limits, view.low) : null)), el('span', {}, unit),
        el('span', {}, brief(limits.length ? valueAt(limits, view.high) : null)))
    }
  }
}

/** A bar of all colours of a view, from low to high. */
export function legend(canvas: HTMLCanvasElement, view: LayerView): void {
  const context = canvas.getContext('2d')!
  const image = context.createImageData(256, 1)
  const colours = table(view.map)
  for (let i = 0; i < 256; i++) image.data.set([colours[3 * i], colours[3 * i + 1], colours[3 * i + 2], 255], 4 * i)
  context.putImageData(image, 0, 0)
}

export function labelColour(label: number): string { return LABELS[(label - 1) % LABELS.length] }
