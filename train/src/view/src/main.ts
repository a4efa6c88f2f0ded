/** Starts the page. */

import { get, piece, post, remove, type Pixel, type Region, type Status, type Whole } from './api'
import { brief, button, byId, choose, complain, el, say, theme, toggles } from './dom'
import { Layers } from './layers'
import { Picture } from './picture'
import { savePicture } from './picture-file'
import { Pigments } from './pigments'
import { Regions } from './regions'
import { Scatter } from './scatter'
import { Spectrum } from './spectrum'
import { Stage, type Tool } from './stage'
import { changed, fromFragment, layerView, on, state, toFragment, type Compare } from './state'
import { Tiles } from './tiles'
import 'uplot/dist/uPlot.min.css'
import './app.css'

const POLL_BUSY = 500
const POLL_IDLE = 3000

/** The page for one scan. */
class View {
  private readonly scan = state.scan
  private readonly tiles: Tiles
  private readonly picture: Picture
  private readonly stage: Stage
  private readonly layers: Layers
  private readonly spectrum: Spectrum
  private readonly regions: Regions
  private readonly scatter: Scatter
  private pointing = false
  private wanted: { pixel: [number, number]; pinned: boolean } | null = null
  private band = 0
  private finished = new Set<string>()
  private wholeFitted = ''

  constructor(private status: Status) {
    this.tiles = new Tiles(this.scan, () => this.stage?.redraw())
    this.know(status)
    this.picture = new Picture({ width: status.width, height: status.height, pixelMm: status.pixel_mm }, this.tiles)
    this.spectrum = new Spectrum(status, (from, to) => void this.mapBand(from, to))
    this.regions = new Regions(this.scan, this.spectrum, (slot, id) => {
      this.picture.masks[slot] = id
      if (slot === state.slot) {
        this.scatter.region = id
        void this.scatter.load()
      }
      void this.refresh()
    })
    this.stage = new Stage(this.picture, (pixel, pinned) => this.point(pixel, pinned), region => this.regions.choose(region))
    this.layers = new Layers(this.tiles, this.scan)
    this.scatter = new Scatter(this.scan, (region: Region) => this.regions.choose(region))
    new Pigments(this.scan, this.spectrum)
    this.toolbar()
    this.tabs()
    on('layers', () => void this.refresh())
    on('regions', () => { this.scatter.region = this.picture.masks[state.slot]; void this.scatter.load() })
    on('fit', () => { if (state.pin) this.point(state.pin, true) })
    void this.spectrum.loadLines()
    void this.restore()
    void this.poll()
  }

  /** What a link asks for beyond what is there by itself. */
  private async restore(): Promise<void> {
    for (const view of state.stack) {
      const band = /^band-([0-9.]+)-([0-9.]+)-(net|gross)$/.exec(view.id)
      if (band) void this.mapBand(Number(band[1]), Number(band[2]), false)
    }
    for (const slot of ['a', 'b'] as const) if (state.regions[slot]) void this.regions.follow(slot)
    if (state.pin) this.point(state.pin, true)
    if (state.clusters) {
      const { layers, clusters } = state.clusters
      while (!layers.every(id => this.tiles.layers.has(id)) || this.running('element maps')) {
        await new Promise(resume => setTimeout(resume, POLL_BUSY))
      }
      void this.scatter.cluster(layers, clusters)
    }
  }

  private running(stage: string): boolean {
    return this.status.stages.some(s => s.title === stage && (s.state === 'running' || s.state === 'waiting'))
  }

  private know(status: Status): void {
    for (const layer of status.layers) this.tiles.layers.set(layer.id, layer)
  }

  private async poll(): Promise<void> {
    for (;;) {
      const busy = await this.refresh()
      await new Promise(resume => setTimeout(resume, busy ? POLL_BUSY : POLL_IDLE))
    }
  }

  /** Asks how far everything is; true while something grows. */
  async refresh(): Promise<boolean> {
    try {
      this.status = await get<Status>(`${this.scan}/status`)
      byId('lost').hidden = true
    } catch (e) {
      byId('lost').hidden = false
      byId('lost').textContent = e instanceof Error ? e.message : String(e)
      return false
    }
    const status = this.status
    this.know(status)
    this.showStages(status)
    const grows: [string, (id: string) => boolean][] = [
      ['total counts', id => id === 'total'], ['element maps', id => id.startsWith('el-')]]
    for (const [title, concerns] of grows) {
      const stage = status.stages.find(s => s.title === title)
      if (!stage || this.finished.has(title)) continue
      if (stage.state === 'done' || stage.state === 'failed') this.finished.add(title)
      for (const layer of status.layers) if (concerns(layer.id)) this.tiles.renew(layer.id)
    }
    await this.loadWhole(status)
    this.layers.update(status)
    this.regions.update(status)
    this.scatter.update(status)
    this.elementChoice(status)
    this.stage.redraw()
    return status.stages.some(s => s.state === 'running' || s.state === 'waiting')
  }

  private async loadWhole(status: Status): Promise<void> {
    const key = `${this.finished.has('total counts')} ${status.fitted} ${status.elements.length > 0}`
    if (key === this.wholeFitted && this.spectrum.whole) return
    try {
      this.spectrum.whole = await get<Whole>(`${this.scan}/whole?fit=1`)
      this.wholeFitted = key
      changed('spectrum')
    } catch (e) { complain(e) }
  }

  private showStages(status: Status): void {
    byId('stages').replaceChildren(...status.stages
      .filter(s => s.state !== 'done')
      .map(s => el('span', { class: s.state === 'failed' ? 'stage problem' : 'stage' },
        s.problem ? `${s.title}: ${s.problem}` : `${s.title} ${Math.round(s.share * 100)} %`)))
    const facts = [`${status.width} × ${status.height} pixels`, `${status.bins} bins`]
    if (status.from_kev !== null && status.to_kev !== null) facts.push(`${status.from_kev.toFixed(2)}–${status.to_kev.toFixed(2)} keV`)
    if (status.missing_pixels > 0) facts.push(`${brief(status.missing_pixels)} pixels missing`)
    byId('facts').textContent = facts.join(' · ')
    byId('warnings').replaceChildren(...status.warnings.map(w => el('p', {}, w)))
  }

  /** The spectrum of a pixel; while one is on its way, only the latest of those wanted is asked for. */
  private point(pixel: [number, number] | null, pinned: boolean): void {
    const target = pixel ?? state.pin
    this.readout(pixel)
    if (!target) {
      this.wanted = null
      this.spectrum.pixel = null
      changed('spectrum')
      return
    }
    this.wanted = { pixel: target, pinned: pinned || !pixel }
    if (!this.pointing) void this.fetchPoint()
  }

  private async fetchPoint(): Promise<void> {
    this.pointing = true
    while (this.wanted) {
      const { pixel: [x, y], pinned } = this.wanted
      this.wanted = null
      try {
        const found = await get<Pixel>(`${this.scan}/spectrum?x=${x}&y=${y}${pinned && state.fit ? '&fit=1' : ''}`)
        this.spectrum.pixel = found
        changed('spectrum')
        this.values(found)
      } catch (e) { complain(e) }
    }
    this.pointing = false
  }

  private readout(pixel: [number, number] | null): void {
    byId('readout').textContent = pixel ? `x ${pixel[0]}, y ${pixel[1]}` : state.pin ? `x ${state.pin[0]}, y ${state.pin[1]} (pinned)` : 'point at the picture'
  }

  private values(pixel: Pixel): void {
    const shown = new Set(state.stack.filter(v => v.visible).flatMap(v => (v.kind === 'rgb' ? v.rgb ?? [] : [v.id])))
    const words = pixel.values.filter(v => shown.has(v.layer))
      .map(v => `${this.tiles.layers.get(v.layer)?.title ?? v.layer} ${brief(v.value)}`)
    byId('readout').textContent = [`x ${pixel.x}, y ${pixel.y}`, ...words].join(' · ')
  }

  /** Maps a band of energies, and shows the map while it grows. */
  private async mapBand(from: number, to: number, show = true): Promise<void> {
    const mine = ++this.band
    let shown = !show
    let last = ''
    try {
      for (;;) {
        const band = await post<{ id: string; state: string; progress: number; problem: string }>(`${this.scan}/band`, { from, to, net: true })
        if (mine !== this.band && show) {
          if (band.state === 'running') void remove(`${this.scan}/band/${band.id}`).catch(() => {})
          return
        }
        last = band.id
        if (!shown) {
          await this.refresh()
          const at = state.stack.findIndex(v => v.id.startsWith('band-'))
          if (at >= 0) state.stack[at] = { ...state.stack[at], id: last }
          else state.stack.push(layerView(last))
          shown = true
          changed('stack')
        }
        this.tiles.renew(last)
        this.stage.redraw()
        if (band.state === 'failed') throw new Error(band.problem)
        if (band.state === 'done') break
        await new Promise(resume => setTimeout(resume, POLL_BUSY / 2))
      }
      this.layers.update(this.status)
    } catch (e) { complain(e) }
  }

  private elementChoice(status: Status): void {
    const host = byId('line-chips')
    const symbols = [...new Set([...status.elements.map(e => e.symbol), ...state.elements])]
    if (host.dataset.known === symbols.join()) return
    host.dataset.known = symbols.join()
    const toggle = (symbol: string) => {
      const there = state.elements.includes(symbol)
      state.elements = there ? state.elements.filter(s => s !== symbol) : [...state.elements, symbol]
      void this.spectrum.loadLines()
      for (const chip of host.querySelectorAll('button')) {
        chip.setAttribute('aria-pressed', String(state.elements.includes(chip.textContent ?? '')))
      }
    }
    const other = el('input', { type: 'text', maxlength: 2, placeholder: 'other', 'aria-label': 'Show the lines of another element', onchange: () => {
      const symbol = other.value.trim()
      other.value = ''
      if (/^[A-Z][a-z]?$/.test(symbol)) { toggle(symbol); void this.refresh() }
      else complain(new Error('element: expected a symbol such as Fe'))
    } })
    host.replaceChildren(...symbols.map(s => button(s, 'Lines of ' + s, () => toggle(s),
      { class: 'chip', 'aria-pressed': String(state.elements.includes(s)) })), other)
  }

  private toolbar(): void {
    const split = el('input', { type: 'range', min: 0, max: 1, step: 0.01, 'aria-label': 'Curtain or opacity', oninput: () => {
      state.split = Number(split.value)
      changed('view')
    } })
    const settle = () => {
      split.value = String(state.split)
      split.hidden = state.compare !== 'curtain' && state.compare !== 'opacity'
    }
    settle()
    on('split', settle)
    byId('picture-tools').replaceChildren(
      toggles('Tool', [{ value: 'look', text: 'Look' }, { value: 'rectangle', text: 'Rectangle' }, { value: 'lasso', text: 'Lasso' }], 'look',
        v => this.stage.use(v as Tool)),
      choose('Compare', [{ value: 'off', text: 'stacked' }, { value: 'curtain', text: 'curtain' }, { value: 'opacity', text: 'opacity' }, { value: 'side', text: 'side by side' }],
        state.compare, v => {
          state.compare = v as Compare
          if (v !== 'off' && state.stack.filter(l => l.visible).length < 2) say('Comparing needs two layers: add one')
          settle()
          changed('view')
        }),
      split,
      el('span', { class: 'toggles' }, button('−', 'Zoom out', () => this.stage.zoomBy(1 / 1.5)), button('+', 'Zoom in', () => this.stage.zoomBy(1.5)),
        button('Fit', 'Show the whole scan', () => this.stage.fit())))
    byId('save-png').onclick = () => void savePicture(this.picture, this.stage.canvas.clientWidth, this.stage.canvas.clientHeight, this.status.name).catch(complain)
    byId('copy-link').onclick = () => void copyLink()
  }

  private tabs(): void {
    const names = ['regions', 'scatter', 'pigments'] as const
    const open = (name: typeof names[number]) => {
      state.tab = name
      for (const other of names) {
        byId('tab-' + other).setAttribute('aria-selected', String(other === name))
        byId('tab-' + other).tabIndex = other === name ? 0 : -1
        byId('panel-' + other).hidden = other !== name
      }
      if (name === 'scatter') void this.scatter.load()
    }
    names.forEach((name, i) => {
      byId('tab-' + name).onclick = () => open(name)
      byId('tab-' + name).onkeydown = e => {
        const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
        if (step === 0) return
        const next = names[(i + step + names.length) % names.length]
        open(next)
        byId('tab-' + next).focus()
      }
    })
    open(state.tab)
  }
}

async function copyLink(): Promise<void> {
  history.replaceState(null, '', '#' + toFragment())
  try {
    await navigator.clipboard.writeText(location.href)
    say('Link copied. It restores this view in this run; in another one, start with --link.')
  } catch {
    say('The address now restores this view: copy it from the address bar')
  }
}

function applyTheme(): void {
  if (state.theme === 'auto') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.dataset.theme = state.theme
  changed('theme', 'stack')
}

async function start(): Promise<void> {
  fromFragment(location.hash.slice(1))
  const scans = await get<{ index: number; name: string }[]>('scans')
  if (state.scan >= scans.length) state.scan = 0
  if (scans.length > 1) {
    byId('scan').replaceChildren(choose('Scan', scans.map(s => ({ value: String(s.index), text: s.name })), String(state.scan), v => {
      state.scan = Number(v)
      Object.assign(state, { stack: [layerView('total')], regions: { a: null, b: null }, pin: null, zoom: 0, clusters: null })
      location.hash = toFragment()
      location.reload()
    }, false))
  } else {
    byId('scan').textContent = scans[0].name
  }
  document.title = scans[state.scan].name + ' – Sinopia'
  byId('theme').replaceChildren(choose('Theme', ['auto', 'light', 'dark'].map(value => ({ value, text: value })), state.theme, v => {
    state.theme = v as typeof state.theme
    applyTheme()
  }))
  byId('open-help').onclick = () => byId<HTMLDialogElement>('help').showModal()
  byId('close-help').onclick = () => byId<HTMLDialogElement>('help').close()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => changed('theme', 'stack'))
  applyTheme()
  const view = new View(await get<Status>(`${state.scan}/status`))
  Object.assign(window, { sinopia: { state, view, toFragment, piece, theme } })
}

start().catch(e => {
  byId('lost').hidden = false
  byId('lost').textContent = e instanceof Error ? e.message : String(e)
})
