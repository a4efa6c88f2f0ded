/** Two regions, A and B: chosen in the picture, by a threshold or in the scatter plot, and saved with names. */

import { get, post, remove, type KnownRegion, type Region, type Saved, type Status } from './api'
import { brief, button, byId, choose, complain, el, say } from './dom'
import { changed, on, state, type Slot } from './state'
import type { Spectrum } from './spectrum'

const POLL = 250

export class Regions {
  private generation = { a: 0, b: 0 }
  private saved: Saved = { regions: [] }
  private known = ''
  private fitted = false

  constructor(private readonly scan: number, private readonly spectrum: Spectrum,
    private readonly masked: (slot: Slot, id: string | null) => void) {
    on('fit', () => { for (const slot of ['a', 'b'] as const) if (state.regions[slot]) void this.follow(slot) })
    this.show()
    void this.loadSaved()
  }

  update(status: Status): void {
    // A region that was chosen before the elements were known gets its fit now.
    if (status.fitted && !this.fitted) {
      this.fitted = true
      for (const slot of ['a', 'b'] as const) if (state.regions[slot]) void this.follow(slot)
    }
    const layers = status.layers.filter(l => l.kind === 'numbers' && !l.id.startsWith('region-') && l.width === status.width)
    const now = layers.map(l => l.id).join()
    if (now === this.known) return
    this.known = now
    let layer = layers[0]?.id ?? ''
    const from = el('input', { type: 'number', step: 'any', placeholder: 'least' })
    const to = el('input', { type: 'number', step: 'any', placeholder: 'any' })
    byId('threshold').replaceChildren(
      choose('Layer', layers.map(l => ({ value: l.id, text: l.title })), layer, v => { layer = v }),
      el('label', { class: 'field' }, el('span', {}, 'from'), from), el('label', { class: 'field' }, el('span', {}, 'to'), to),
      button('Select', 'Select the pixels between these values', () => this.choose({
        kind: 'threshold', layer, from: from.value === '' ? null : Number(from.value), to: to.value === '' ? null : Number(to.value),
      })))
  }

  /** Takes a region for the selected slot. */
  choose(region: Region | null, slot: Slot = state.slot): void {
    state.regions[slot] = region
    void this.follow(slot)
    changed('regions')
  }

  /** Asks for a region's spectra until they are added up, or another region is wanted. */
  async follow(slot: Slot): Promise<void> {
    const mine = ++this.generation[slot]
    const region = state.regions[slot]
    if (!region) {
      this.take(slot, null)
      return
    }
    try {
      for (;;) {
        const known = await post<KnownRegion>(`${this.scan}/region`, { region, fit: state.fit })
        if (mine !== this.generation[slot]) {
          if (known.state === 'running') void remove(`${this.scan}/region/${known.id}`).catch(() => {})
          return
        }
        this.take(slot, known)
        if (known.state === 'failed') throw new Error(known.problem)
        if (known.state === 'done' || known.state === 'cancelled') return
        await new Promise(resume => setTimeout(resume, POLL))
      }
    } catch (e) {
      if (mine !== this.generation[slot]) return
      state.regions[slot] = null
      this.take(slot, null)
      changed('regions')
      complain(e)
    }
  }

  private take(slot: Slot, known: KnownRegion | null): void {
    const before = this.spectrum.regions[slot]?.id
    this.spectrum.regions[slot] = known
    if (before !== known?.id) this.masked(slot, known?.id ?? null)
    this.show()
    changed('spectrum', 'region-known')
  }

  private show(): void {
    byId('region-list').replaceChildren(...(['a', 'b'] as const).map(slot => this.card(slot)))
  }

  private card(slot: Slot): HTMLElement {
    const name = slot.toUpperCase()
    const known = this.spectrum.regions[slot]
    const select = button(`Region ${name}`, `Draw region ${name} next`, () => {
      state.slot = slot
      changed('regions', 'spectrum')
      this.show()
    }, { class: 'slot slot-' + slot, 'aria-pressed': String(state.slot === slot) })
    const card = el('div', { class: 'card' }, el('div', { class: 'card-head' }, select))
    if (!known) {
      card.append(el('p', { class: 'faint small' }, 'none yet: draw a rectangle or a lasso in the picture'))
      return card
    }
    const total = known.sum.reduce((sum, v) => sum + v, 0)
    const counts = known.state === 'done' ? `${brief(total / Math.max(1, known.added))} counts a pixel`
      : `adding up, ${Math.round(known.progress * 100)} %`
    card.append(el('p', { class: 'small' }, `${brief(known.pixels)} pixels, ${counts}`))
    const naming = el('input', { type: 'text', maxlength: 100, placeholder: 'name', 'aria-label': `Name of region ${name}` })
    card.append(
      el('div', { class: 'row' }, naming, button('Save', 'Save with this name beside the cube', () => void this.save(slot, naming.value))),
      el('div', { class: 'row small' },
        el('a', { href: `api/${this.scan}/spectra/${known.id}.csv`, download: 'region.csv' }, 'CSV'),
        el('a', { href: `api/${this.scan}/spectra/${known.id}.msa`, download: 'region.msa' }, 'MSA'),
        button('Clear', `Forget region ${name}`, () => this.choose(null, slot))))
    return card
  }

  private async save(slot: Slot, name: string): Promise<void> {
    try {
      this.saved = await post<Saved>(`${this.scan}/saved`, { name, region: state.regions[slot] })
      this.showSaved()
      say('Saved')
    } catch (e) { complain(e) }
  }

  private async loadSaved(): Promise<void> {
    try {
      this.saved = await get<Saved>(`${this.scan}/saved`)
      this.showSaved()
    } catch (e) { complain(e) }
  }

  private showSaved(): void {
    byId('saved').replaceChildren(...this.saved.regions.map(one => el('li', { class: 'row' },
      el('span', { class: 'grow' }, one.name),
      button('A', `Show ${one.name} as region A`, () => this.choose(one.region, 'a')),
      button('B', `Show ${one.name} as region B`, () => this.choose(one.region, 'b')),
      button('×', `Delete ${one.name}`, () => void this.forget(one.name)))))
    if (this.saved.regions.length === 0) byId('saved').replaceChildren(el('li', { class: 'faint small' }, 'none'))
  }

  private async forget(name: string): Promise<void> {
    try {
      this.saved = await remove<Saved>(`${this.scan}/saved?name=${encodeURIComponent(name)}`)
      this.showSaved()
    } catch (e) { complain(e) }
  }
}
