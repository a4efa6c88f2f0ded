// Builds the page into the resources that the program serves. Run: npm ci && npm run check && npm run build
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'

const out = '../main/resources/org/sinopia/train/view'
await build({
  entryPoints: { app: 'src/main.ts' },
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  outdir: out,
  legalComments: 'none',
})
await copyFile('src/index.html', `${out}/index.html`)
const licence = await readFile('node_modules/uplot/LICENSE', 'utf8')
await writeFile(`${out}/licences.txt`,
  `Sinopia is under the Apache License 2.0, see LICENSE in its source.\n\nThis page contains uPlot 1.6.32 (MIT):\n\n${licence}`)
