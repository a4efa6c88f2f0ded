/** Pigments that explain a spectrum, with the evidence, and those that look alike. */

import { get, type Evidence, type Sign } from './api'
import { brief, button, byId, complain, el } from './dom'
import { state } from './state'
import type { Spectrum } from './spectrum'

export class Pigments {
  private readonly result = byId('pigment-result')
  private asked = 0

  constructor(private readonly scan: number, spectrum: Spectrum) {
    const region = (slot: 'a' | 'b') => () => {
      const known = spectrum.regions[slot]
      if (known) void this.explain(known.id, 'region ' + slot.toUpperCase())
      else complain(new Error(`region ${slot.toUpperCase()}: none yet`))
    }
    byId('pigment-tools').replaceChildren(
      button('Pixel', 'Explain the pinned pixel', () => {
        if (state.pin) void this.explain(`pixel?x=${state.pin[0]}&y=${state.pin[1]}`, `pixel ${state.pin.join(', ')}`)
        else complain(new Error('pixel: click one first'))
      }),
      button('Region A', 'Explain region A', region('a')),
      button('Region B', 'Explain region B', region('b')),
      button('Whole scan', 'Explain the whole scan', () => void this.explain('whole', 'the whole scan')))
  }

  private async explain(what: string, title: string): Promise<void> {
    const mine = ++this.asked
    this.result.replaceChildren(el('p', { class: 'faint' }, 'computing…'))
    try {
      const evidence = await get<Evidence>(`${this.scan}/pigments/${what}`)
      if (mine === this.asked) this.show(evidence, title)
    } catch (e) {
      this.result.replaceChildren()
      complain(e)
    }
  }

  private show(evidence: Evidence, title: string): void {
    const total = evidence.pigments.reduce((sum, p) => sum + p.counts, 0)
    this.result.replaceChildren(
      el('p', {}, el('strong', {}, title), `: pigments explain ${Math.round(100 * evidence.share)} % of the elements' counts.`),
      ...evidence.pigments.map(p => el('div', { class: 'card' },
        el('div', { class: 'card-head' }, el('strong', { class: 'grow' }, p.names[0]), el('span', {}, `${Math.round(100 * p.counts / Math.max(total, 1e-9))} %`)),
        p.names.length > 1 ? el('p', { class: 'small' }, 'Cannot be told apart here: ', p.names.join(', ')) : '',
        p.instead.length > 0
          ? el('p', { class: 'small' }, 'Could be instead: ', p.instead.map(names => names.join(' or ')).join(', with ')) : '',
        signs(p.signs),
        el('p', { class: 'faint small' }, p.instead.length > 0 ? '' : `without it, χ² rises by ${brief(p.missed)}`))),
      evidence.unexplained.length > 0
        ? el('p', { class: 'small' }, 'No pigment of the library explains: ', evidence.unexplained.map(s => s.family).join(', ')) : '',
      evidence.invisible.length > 0
        ? el('details', { class: 'small' }, el('summary', {}, `${evidence.invisible.length} pigments show no line here`),
          'They may be there all the same: ' + evidence.invisible.join(', ')) : '')
  }
}

function signs(signs: Sign[]): HTMLElement {
  return el('table', { class: 'small' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'line family'), el('th', { scope: 'col' }, 'by this pigment'), el('th', { scope: 'col' }, 'measured'))),
    el('tbody', {}, ...signs.map(s => el('tr', {}, el('td', {}, s.family), el('td', {}, brief(s.expected)),
      el('td', {}, `${brief(s.observed)} ± ${brief(s.error)}`)))))
}
