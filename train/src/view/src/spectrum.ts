/** Spectra: of the pixel under the cursor, of two regions and of the whole scan, with lines and fit. */

import uPlot from 'uplot'
import { get, type Family, type Fit, type KnownRegion, type Line, type Pixel, type Status, type Whole } from './api'
import { brief, button, byId, checkbox, complain, el, textSize, theme, toggles } from './dom'
import { SLOT_COLOURS } from './picture'
import { changed, on, state } from './state'

interface Curve { label: string; colour: string; values: (number | null)[]; width: number; dash?: number[]; fill?: string }

const FAMILIES_SHOWN = 12
const FAMILY_COLOURS = ['#cc79a7', '#009e73', '#e69f00', '#0072b2', '#d55e00', '#56b4e9']

export class Spectrum {
  pixel: Pixel | null = null
  whole: Whole | null = null
  regions: { a: KnownRegion | null; b: KnownRegion | null } = { a: null, b: null }
  private plot: uPlot | null = null
  private shape = ''
  private energies: number[] = []
  private calibrated = false
  private lines = new Map<string, Line[]>()
  private mode: 'band' | 'zoom' = 'band'
  private readonly host = byId('plot')
  private readonly facts = byId('spectrum-facts')
  private readonly from = el('input', { type: 'number', step: 0.01, 'aria-label': 'Band from keV' })
  private readonly to = el('input', { type: 'number', step: 0.01, 'aria-label': 'Band to keV' })

  constructor(status: Status, private readonly mapBand: (from: number, to: number) => void) {
    const { from_kev: low, to_kev: high, bins } = status
    this.calibrated = low !== null && high !== null
    this.energies = Array.from({ length: bins }, (_, i) => (this.calibrated ? low! + (i + 0.5) * (high! - low!) / bins : i))
    this.tools()
    new ResizeObserver(() => this.resize()).observe(this.host)
    on('spectrum', () => this.show())
    on('theme', () => { this.shape = ''; this.show() })
  }

  private tools(): void {
    const again = (set: () => void) => { set(); changed('spectrum') }
    byId('spectrum-tools').replaceChildren(
      toggles('Statistic of regions', [{ value: 'mean', text: 'Mean' }, { value: 'sum', text: 'Sum' }, { value: 'max', text: 'Max' }],
        state.statistic, v => again(() => { state.statistic = v as typeof state.statistic })),
      checkbox('log', state.log, v => again(() => { state.log = v })),
      checkbox('fit', state.fit, v => { state.fit = v; changed('spectrum', 'fit') }),
      checkbox('whole scan', state.whole, v => again(() => { state.whole = v })),
      this.calibrated ? toggles('Dragging', [{ value: 'band', text: 'Drag: band' }, { value: 'zoom', text: 'Drag: zoom' }], this.mode,
        v => { this.mode = v as 'band' | 'zoom'; this.shape = ''; this.show() }) : '',
      button('Whole axis', 'Show all energies again', () => { this.shape = ''; this.show() }))
    if (this.calibrated) {
      byId('band-tools').replaceChildren(el('span', {}, 'Band'), this.from, el('span', {}, 'to'), this.to, el('span', {}, 'keV'),
        button('Map it', 'Map the counts between these energies', () => this.band(Number(this.from.value), Number(this.to.value))))
    }
  }

  private band(from: number, to: number): void {
    if (!(to > from)) return complain(new Error('band: expected the second energy above the first'))
    this.from.value = from.toFixed(3)
    this.to.value = to.toFixed(3)
    this.mapBand(Number(this.from.value), Number(this.to.value))
  }

  /** Loads the lines of the selected elements. */
  async loadLines(): Promise<void> {
    for (const symbol of state.elements) {
      if (!this.lines.has(symbol)) {
        try {
          this.lines.set(symbol, await get<Line[]>('lines/' + symbol))
        } catch (e) {
          state.elements = state.elements.filter(s => s !== symbol)
          complain(e)
        }
      }
    }
    changed('spectrum')
  }

  private statistic(sum: number[], maximum: number[], pixels: number): number[] {
    if (state.statistic === 'sum') return sum
    return state.statistic === 'max' ? maximum : sum.map(v => v / Math.max(1, pixels))
  }

  /** What the fit is of: the selected region, else the pixel, else the whole scan; and its scale. */
  private fitted(): { fit: Fit; counts: (number | null)[]; scale: number; of: string } | null {
    if (!state.fit || state.statistic === 'max' && (this.regions[state.slot] || !this.pixel)) return null
    const region = this.regions[state.slot]
    if (region?.fit) {
      return { fit: region.fit, counts: region.sum, scale: state.statistic === 'sum' ? 1 : 1 / Math.max(1, region.added), of: 'region ' + state.slot.toUpperCase() }
    }
    if (this.pixel?.fit) return { fit: this.pixel.fit, counts: this.pixel.counts, scale: 1, of: 'the pixel' }
    if (this.whole?.fit && state.whole) {
      return { fit: this.whole.fit, counts: this.whole.sum, scale: state.statistic === 'sum' ? 1 : 1 / Math.max(1, this.whole.pixels), of: 'the whole scan' }
    }
    return null
  }

  private curves(): Curve[] {
    const curves: Curve[] = []
    if (this.whole && state.whole) {
      curves.push({ label: 'whole', colour: theme('faint'), width: 1, values: this.statistic(this.whole.sum, this.whole.maximum, this.whole.pixels) })
    }
    for (const slot of ['a', 'b'] as const) {
      const region = this.regions[slot]
      if (region) {
        curves.push({ label: 'region ' + slot.toUpperCase(), colour: SLOT_COLOURS[slot], width: 1.6, values: this.statistic(region.sum, region.maximum, region.added) })
      }
    }
    if (this.pixel) curves.push({ label: `pixel ${this.pixel.x}, ${this.pixel.y}`, colour: theme('ink'), width: 1.2, values: this.pixel.counts })
    const fitted = this.fitted()
    if (fitted) curves.push(...this.fitCurves(fitted.fit, fitted.counts, fitted.scale))
    return curves
  }

  private fitCurves(fit: Fit, counts: (number | null)[], scale: number): Curve[] {
    const inside = (values: number[]) => values.map((v, i) => (i < fit.first_bin || i >= fit.end_bin ? null : v * scale))
    const curves: Curve[] = fit.families.slice(0, FAMILIES_SHOWN).map((family, i) => ({
      label: family.name, colour: FAMILY_COLOURS[i % FAMILY_COLOURS.length], width: 1, values: this.stretched(family, scale),
      fill: FAMILY_COLOURS[i % FAMILY_COLOURS.length] + '2a',
    }))
    curves.push(
      { label: 'background', colour: theme('faint'), width: 1, dash: [2, 3], values: inside(fit.background) },
      { label: 'scatter, sums', colour: theme('faint'), width: 1, dash: [6, 3], values: inside(fit.other) },
      { label: 'fit', colour: theme('fit'), width: 1.6, values: inside(fit.model) })
    if (!state.log) {
      curves.push({ label: 'residual', colour: theme('residual'), width: 1, values: inside(fit.model.map((v, i) => (counts[i] ?? 0) - v)) })
    }
    return curves
  }

  private stretched(family: Family, scale: number): (number | null)[] {
    const values: (number | null)[] = new Array(this.energies.length).fill(null)
    family.curve.forEach((v, i) => { values[family.first + i] = v * scale })
    return values
  }

  show(): void {
    const curves = this.curves()
    // A logarithm has no room for what is not above 0.
    const data = [this.energies, ...curves.map(c => (state.log ? c.values.map(v => (v !== null && v > 0 ? v : null)) : c.values))] as uPlot.AlignedData
    const shape = JSON.stringify([state.log, this.mode, curves.map(c => [c.label.replace(/^pixel.*/, 'pixel'), c.colour])])
    if (this.plot && shape === this.shape) {
      this.plot.setData(data, false)
      this.plot.redraw()
    } else {
      const scale = this.shape !== '' && this.plot ? this.plot.scales.x : null
      this.plot?.destroy()
      this.plot = new uPlot(this.options(curves), data, this.host)
      if (scale?.min != null && scale.max != null) this.plot.setScale('x', { min: scale.min, max: scale.max })
      this.shape = shape
    }
    this.rescale(data)
    this.showFacts()
  }

  /** The vertical axis follows what is seen. */
  private rescale(data: uPlot.AlignedData): void {
    const plot = this.plot!
    const { min, max } = plot.scales.x
    let low = Infinity
    let high = 0
    for (const values of data.slice(1)) {
      for (let i = 0; i < this.energies.length; i++) {
        const v = values[i]
        if (v === null || v === undefined || (min != null && this.energies[i] < min) || (max != null && this.energies[i] > max)) continue
        high = Math.max(high, v)
        low = Math.min(low, v)
      }
    }
    if (high <= 0) high = 1
    if (state.log) {
      // Five decades are enough; below lie the tails of lines.
      plot.setScale('y', { min: Math.max(high / 1e5, Math.min(low, high / 10)), max: high * 1.6 })
    } else {
      plot.setScale('y', { min: Math.min(0, low), max: high * 1.08 })
    }
  }

  private options(curves: Curve[]): uPlot.Options {
    const text = textSize()
    const font = `${text}px system-ui, sans-serif`
    const axis = (label: string, size: number): uPlot.Axis => ({
      label, labelSize: 1.5 * text, labelGap: 0, gap: 3, size: size * text, stroke: theme('ink'), font, labelFont: font,
      grid: { stroke: theme('line'), width: 1 }, ticks: { stroke: theme('line'), width: 1 },
    })
    return {
      ...this.size(),
      legend: { show: false },
      scales: { x: { time: false }, y: { distr: state.log ? 3 : 1, log: 10, auto: false } },
      axes: [axis(this.calibrated ? 'energy / keV' : 'channel (no energy axis)', 2),
        { ...axis('counts', 4), space: 2 * text, values: (_, ticks) => ticks.map(t => (t === null ? '' : brief(t))),
          // Between the powers of ten a logarithm has lines too many to be told apart.
          ...(state.log ? { splits: (_plot: uPlot, _axis: number, min: number, max: number) => decades(min, max) } : {}) }],
      series: [{}, ...curves.map(c => ({
        label: c.label, stroke: c.colour, width: c.width * text / 12, dash: c.dash, fill: c.fill, points: { show: false }, spanGaps: false,
      }))],
      cursor: { drag: { x: true, y: false, setScale: this.mode === 'zoom' || !this.calibrated }, points: { show: false } },
      hooks: {
        setSelect: [plot => this.selected(plot)],
        setScale: [(plot, key) => { if (key === 'x' && plot === this.plot) queueMicrotask(() => this.rescale(plot.data)) }],
        draw: [plot => this.drawLines(plot)],
      },
    }
  }

  private selected(plot: uPlot): void {
    if (this.mode !== 'band' || !this.calibrated || plot.select.width < 3) return
    this.band(plot.posToVal(plot.select.left, 'x'), plot.posToVal(plot.select.left + plot.select.width, 'x'))
  }

  private drawLines(plot: uPlot): void {
    const context = plot.ctx
    const ratio = devicePixelRatio || 1
    context.save()
    const text = textSize()
    context.font = `${text * ratio}px system-ui, sans-serif`
    context.fillStyle = theme('accent-ink')
    context.strokeStyle = theme('accent-ink')
    context.lineWidth = ratio
    state.elements.forEach((symbol, row) => {
      let last = -Infinity
      for (const line of this.lines.get(symbol) ?? []) {
        const x = plot.valToPos(line.energy_kev, 'x', true)
        if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue
        context.globalAlpha = 0.25 + 0.75 * Math.min(1, line.strength * 2)
        const top = plot.bbox.top + (row % 3) * 1.1 * text * ratio
        context.beginPath()
        context.moveTo(x, top + 1.2 * text * ratio)
        context.lineTo(x, plot.bbox.top + plot.bbox.height)
        context.stroke()
        if (x - last > 3 * text * ratio) {
          context.fillText(line.label.replace(/(?<=[A-Za-z])\d+$/, ''), x + 2 * ratio, top + 0.9 * text * ratio)
          last = x
        }
      }
    })
    context.restore()
  }

  private showFacts(): void {
    const fitted = this.fitted()
    const curves = this.curves()
    const key = curves.filter(c => !c.fill).map(c => el('span', { class: 'key' }, swatch(c.colour), c.label))
    const rows = fitted ? fitted.fit.families.map((f, i) => el('span', { class: 'key' },
      i < FAMILIES_SHOWN ? swatch(FAMILY_COLOURS[i % FAMILY_COLOURS.length]) : '', `${f.name} ${brief(f.counts * fitted.scale)} ± ${brief(f.error * fitted.scale)}`)) : []
    this.facts.replaceChildren(el('div', { class: 'keys' }, ...key),
      ...(fitted ? [el('div', { class: 'keys' }, el('span', { class: 'faint' }, `fit of ${fitted.of}, χ²/n ${brief(fitted.fit.reduced_chi2)}:`), ...rows)] : []))
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(120, this.host.clientWidth), height: Math.max(140, this.host.clientHeight) }
  }

  private resize(): void {
    const { width, height } = this.size()
    if (this.plot && (this.plot.width !== width || this.plot.height !== height)) this.plot.setSize({ width, height })
  }
}

/** Powers of ten from the least value to the largest. */
function decades(min: number, max: number): number[] {
  const powers = []
  for (let p = Math.ceil(Math.log10(min)); p <= Math.floor(Math.log10(max)); p++) powers.push(10 ** p)
  return powers
}

/** A patch of colour; set by script, since the page allows no styles in its text. */
function swatch(colour: string): HTMLElement {
  const patch = el('i', { class: 'swatch', 'aria-hidden': 'true' })
  patch.style.background = colour
  return patch
}
