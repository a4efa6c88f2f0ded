/** From numbers to colours: maps that people with any kind of colour vision can read. */

export type MapName = 'viridis' | 'cividis' | 'inferno' | 'grey'
export type ScaleName = 'linear' | 'sqrt' | 'log'

// Ten equal steps of matplotlib's maps (viridis and inferno: CC0, S. van der Walt and N. Smith; cividis: CC0,
// J. R. Nuñez, C. R. Anderton and R. S. Renslow 2018), between which colours are interpolated.
const STEPS: Record<MapName, string> = {
  viridis: '440154 482878 3e4a89 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725',
  cividis: '00204d 00336f 39486b 575c6d 707173 8a8779 a69d75 c4b56c e4cf5b ffea46',
  inferno: '000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4',
  grey: '000000 ffffff',
}

/** Of Okabe and Ito (2008), then darker ones, for things without an order. */
export const LABELS = [
  '#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7', '#999999',
  '#8a5f00', '#2f6f95', '#00604a', '#96900f', '#003f66', '#843a00', '#7f3f64', '#5c5c5c',
  '#ffd27f', '#aee0ff', '#7fd9c2', '#d9d9d9',
]

const tables = new Map<MapName, Uint8ClampedArray>()

/** 256 colours, red, green and blue of each. */
export function table(name: MapName): Uint8ClampedArray {
  let colours = tables.get(name)
  if (!colours) {
    const steps = STEPS[name].split(' ').map(hex => rgb('#' + hex))
    colours = new Uint8ClampedArray(3 * 256)
    for (let i = 0; i < 256; i++) {
      const at = i / 255 * (steps.length - 1)
      const low = Math.min(steps.length - 2, Math.floor(at))
      for (let c = 0; c < 3; c++) {
        colours[3 * i + c] = steps[low][c] + (at - low) * (steps[low + 1][c] - steps[low][c])
      }
    }
    tables.set(name, colours)
  }
  return colours
}

export function rgb(hex: string): [number, number, number] {
  return [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)) as [number, number, number]
}

/** The value that a share of the values is below, by percentiles in equal steps from 0 to 100. */
export function valueAt(percentiles: number[], percent: number): number {
  if (percentiles.length === 0) return 0
  const at = Math.min(100, Math.max(0, percent)) / 100 * (percentiles.length - 1)
  const low = Math.min(percentiles.length - 2, Math.floor(at))
  return low < 0 ? percentiles[0] : percentiles[low] + (at - low) * (percentiles[low + 1] - percentiles[low])
}

/** Where a value lies between two others, 0 to 1, on a scale. */
export function position(scale: ScaleName, low: number, high: number): (value: number) => number {
  // A logarithm begins a thousandth below the upper limit where the lower is not above 0.
  const floor = scale === 'log' ? Math.max(low, high / 1000, Number.MIN_VALUE) : low
  const on = scale === 'sqrt' ? (v: number) => Math.sign(v) * Math.sqrt(Math.abs(v))
    : scale === 'log' ? (v: number) => Math.log(Math.max(v, floor)) : (v: number) => v
  const from = on(floor)
  const span = on(Math.max(high, floor)) - from
  return span > 0 ? v => Math.min(1, Math.max(0, (on(v) - from) / span)) : v => (v > floor ? 1 : 0)
}

/** Colours numbers; those that are missing are transparent. */
export function paint(values: Float32Array, into: Uint8ClampedArray, place: (v: number) => number, map: MapName): void {
  const colours = table(map)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (Number.isNaN(value)) { into[4 * i + 3] = 0; continue }
    const at = 3 * Math.round(255 * place(value))
    into[4 * i] = colours[at]
    into[4 * i + 1] = colours[at + 1]
    into[4 * i + 2] = colours[at + 2]
    into[4 * i + 3] = 255
  }
}

/** Three layers of numbers as red, green and blue; transparent where all are missing. */
export function paintRgb(
  planes: (Float32Array | null)[], into: Uint8ClampedArray, places: ((v: number) => number)[],
): void {
  const count = into.length / 4
  for (let i = 0; i < count; i++) {
    let known = false
    for (let c = 0; c < 3; c++) {
      const value = planes[c] ? planes[c]![i] : NaN
      known ||= !Number.isNaN(value)
      into[4 * i + c] = Number.isNaN(value) ? 0 : Math.round(255 * places[c](value))
    }
    into[4 * i + 3] = known ? 255 : 0
  }
}

/** Numbers 1, 2, … as labels. */
export function paintLabels(values: Float32Array, into: Uint8ClampedArray): void {
  const colours = LABELS.map(rgb)
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) { into[4 * i + 3] = 0; continue }
    const colour = colours[(Math.max(1, Math.round(values[i])) - 1) % colours.length]
    into.set([...colour, 255], 4 * i)
  }
}
