/** Requests to the program that served this page. Paths are relative, so they carry the token. */

export interface Stage { title: string; share: number; state: string; problem: string }
export interface Found { symbol: string; families: string[]; share: number; evidence: string; origin: string }
export interface Layer {
  id: string; title: string; kind: 'numbers' | 'colours'; unit: string
  width: number; height: number; passing: boolean
}
export interface Status {
  name: string; width: number; height: number; bins: number
  from_kev: number | null; to_kev: number | null; pixel_mm: number | null
  detectors: number; missing_pixels: number; regions_file: string
  warnings: string[]; stages: Stage[]; fitted: boolean; elements: Found[]; layers: Layer[]
}
export interface Family { name: string; counts: number; error: number; first: number; curve: number[] }
export interface Fit {
  first_bin: number; end_bin: number; reduced_chi2: number
  model: number[]; background: number[]; other: number[]; families: Family[]
}
export interface Pixel {
  x: number; y: number; counts: (number | null)[]
  values: { layer: string; value: number | null }[]; fit: Fit | null
}
export interface Whole { pixels: number; sum: number[]; maximum: number[]; fit: Fit | null }
export interface Point { x: number; y: number }
export type Region =
  | { kind: 'everything' }
  | { kind: 'rectangle'; x: number; y: number; width: number; height: number }
  | { kind: 'lasso'; points: Point[] }
  | { kind: 'threshold'; layer: string; from: number | null; to: number | null }
  | { kind: 'brushed'; x: string; y: string; points: Point[] }
export interface KnownRegion {
  id: string; pixels: number; state: string; progress: number; problem: string
  added: number; sum: number[]; maximum: number[]; fit: Fit | null
}
export interface Sign { family: string; expected: number; observed: number; error: number }
export interface Evidence {
  pigments: { names: string[]; counts: number; missed: number; instead: string[][]; signs: Sign[] }[]
  unexplained: Sign[]; invisible: string[]; share: number
}
export interface Scatter { pixels: number[]; x: number[]; y: number[]; inside: number[]; correlation: number | null }
export interface Saved { regions: { name: string; region: Region }[] }
export interface Line { label: string; energy_kev: number; strength: number }

/** A request that was answered with a message instead. */
export class Refused extends Error {
  constructor(readonly status: number, message: string) { super(message) }
}

const RETRIES = 3

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    let answer: Response
    try {
      answer = await fetch('api/' + path, init)
    } catch (e) {
      if (init.signal?.aborted) throw e
      throw new Refused(0, 'sinopia view does not answer; was it ended?')
    }
    if (answer.ok) return answer
    const message = (await answer.text()).trim()
    // Too much at once: the same request may work a little later.
    if (answer.status !== 503 || !answer.headers.has('Retry-After') || attempt >= RETRIES) {
      throw new Refused(answer.status, message)
    }
    await new Promise(resume => setTimeout(resume, 500 * (attempt + 1)))
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request(path, { signal })).json()
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return (await request(path, {
    method: 'POST', signal, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
  })).json()
}

export async function remove<T>(path: string): Promise<T> {
  return (await request(path, { method: 'DELETE' })).json()
}

export interface Piece { width: number; height: number; bytes: ArrayBuffer }

export async function piece(path: string, signal: AbortSignal): Promise<Piece> {
  const answer = await request(path, { signal })
  return {
    width: Number(answer.headers.get('X-Width')),
    height: Number(answer.headers.get('X-Height')),
    bytes: await answer.arrayBuffer(),
  }
}
