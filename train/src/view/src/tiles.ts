/** Pieces of layers: fetched when seen, coloured when drawn, forgotten when there are too many. */

import { get, piece, type Layer } from './api'
import { paint, paintLabels, paintRgb, position, valueAt } from './colour'
import type { LayerView } from './state'

export const TILE = 256
const KEPT = 400
const AT_ONCE = 6

interface Tile {
  values: Float32Array | Uint8ClampedArray | null
  width: number
  height: number
  version: number
  /** The version that is being fetched; -1 if none is. */
  coming: number
  used: number
}

/** The layers of one scan, and what is known of their pixels. */
export class Tiles {
  layers = new Map<string, Layer>()
  private tiles = new Map<string, Tile>()
  private painted = new Map<string, { canvas: HTMLCanvasElement; look: string; used: number }>()
  private percentiles = new Map<string, { values: number[]; version: number; coming: boolean }>()
  private versions = new Map<string, number>()
  private queue: { key: string; path: string; id: string }[] = []
  private busy = 0
  private clock = 0
  private readonly stop = new AbortController()

  constructor(private readonly scan: number, private readonly redraw: () => void) {}

  close(): void { this.stop.abort() }

  /** A layer's pixels have changed. */
  renew(id: string): void {
    this.versions.set(id, this.version(id) + 1)
  }

  private version(id: string): number { return this.versions.get(id) ?? 0 }

  /** The levels of a layer: at the last, one piece is all. */
  levels(layer: Layer): number {
    let level = 0
    while (((Math.max(layer.width, layer.height) - 1) >> level) >= TILE) level++
    return level
  }

  /** Percentiles of a layer, as far as they are known. */
  limits(id: string): number[] {
    const known = this.percentiles.get(id) ?? { values: [], version: -1, coming: false }
    this.percentiles.set(id, known)
    if (this.layers.has(id) && known.version < this.version(id) && !known.coming) {
      known.coming = true
      const version = this.version(id)
      get<number[]>(`${this.scan}/percentiles/${id}`, this.stop.signal)
        .then(values => { known.values = values; known.version = version; this.redraw() })
        .catch(() => { known.version = version })
        .finally(() => { known.coming = false })
    }
    return known.values
  }

  /** A piece as a layer view shows it, or null as long as it is not there. */
  image(view: LayerView, level: number, row: number, column: number): HTMLCanvasElement | null {
    const ids = view.kind === 'rgb' ? view.rgb ?? [] : [view.id]
    const at = `${level}/${row}/${column}`
    const tiles = ids.map(id => (id ? this.tile(id, at) : null))
    const there = tiles.filter((t): t is Tile => t !== null && t.values !== null)
    if (there.length === 0) return null
    const look = view.kind + view.map + view.scale + ids.map(id => {
      const limits = id && view.kind !== 'colours' ? this.limits(id) : []
      return `${valueAt(limits, view.low)}:${valueAt(limits, view.high)}`
    }).join() + tiles.map(t => t?.version ?? -1).join()
    const key = `${view.kind}/${ids.join('+')}/${at}`
    const known = this.painted.get(key)
    if (known && known.look === look) {
      known.used = ++this.clock
      return known.canvas
    }
    const canvas = known?.canvas ?? document.createElement('canvas')
    canvas.width = there[0].width
    canvas.height = there[0].height
    const context = canvas.getContext('2d')!
    const image = context.createImageData(canvas.width, canvas.height)
    this.colour(view, ids, tiles, image.data)
    context.putImageData(image, 0, 0)
    this.painted.set(key, { canvas, look, used: ++this.clock })
    trim(this.painted)
    return canvas
  }

  private colour(view: LayerView, ids: string[], tiles: (Tile | null)[], into: Uint8ClampedArray): void {
    if (view.kind === 'colours') {
      into.set(tiles[0]!.values as Uint8ClampedArray)
      return
    }
    const places = ids.map(id => {
      const limits = id ? this.limits(id) : []
      return position(view.scale, valueAt(limits, view.low), valueAt(limits, view.high))
    })
    if (view.kind === 'rgb') {
      paintRgb(tiles.map(t => (t?.values ?? null) as Float32Array | null), into, places)
    } else if (view.id.startsWith('clusters')) {
      paintLabels(tiles[0]!.values as Float32Array, into)
    } else {
      paint(tiles[0]!.values as Float32Array, into, places[0], view.map)
    }
  }

  private tile(id: string, at: string): Tile | null {
    const layer = this.layers.get(id)
    if (!layer) return null
    const key = `${id}/${at}`
    let tile = this.tiles.get(key)
    if (!tile) {
      tile = { values: null, width: 0, height: 0, version: -1, coming: -1, used: 0 }
      this.tiles.set(key, tile)
    }
    tile.used = ++this.clock
    const version = this.version(id)
    if (tile.version < version && tile.coming < version) {
      tile.coming = version
      this.queue.push({ key, path: `${this.scan}/tile/${id}/${at}`, id })
      this.pump()
    }
    return tile
  }

  private pump(): void {
    while (this.busy < AT_ONCE && this.queue.length > 0) {
      // What was asked for last is what is seen now.
      const next = this.queue.pop()!
      const tile = this.tiles.get(next.key)
      const layer = this.layers.get(next.id)
      if (!tile || !layer) continue
      const version = tile.coming
      this.busy++
      piece(next.path, this.stop.signal)
        .then(got => {
          tile.values = layer.kind === 'colours' ? new Uint8ClampedArray(got.bytes) : new Float32Array(got.bytes)
          tile.width = got.width
          tile.height = got.height
          tile.version = version
        })
        .catch(() => { tile.version = version })
        .finally(() => {
          this.busy--
          tile.coming = -1
          trim(this.tiles)
          this.redraw()
          this.pump()
        })
    }
  }

  /** Whether all that was asked for has come. */
  get quiet(): boolean { return this.busy === 0 && this.queue.length === 0 }
}

function trim(map: Map<string, { used: number }>): void {
  if (map.size <= KEPT) return
  const oldest = [...map.entries()].sort((a, b) => a[1].used - b[1].used).slice(0, KEPT / 4)
  for (const [key] of oldest) map.delete(key)
}
