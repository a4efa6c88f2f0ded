#!/bin/sh
# How good recolouring is on pictures that no model was trained on: bench/recolouring.sh TEST TRAIN [MODEL]
# TEST and TRAIN are folders of pictures; a few of TRAIN are painted for the decoder. Without MODEL, the built-in one.
# Each picture is painted and scanned three times: by a known instrument with 400 and with 10000 counts a pixel, and by
# random instruments; and once as ganX does, of which the built-in model knows nothing. Writes bench/results/DATE-recolouring.md.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ $# -lt 2 ] || [ ! -d "$1" ] || [ ! -d "$2" ]; then
  echo "bench/recolouring.sh: expected a folder of test pictures and one of training pictures" >&2
  exit 2
fi
test=$1
train=$2
table=$root/bench/results/$(date +%Y-%m-%d)-recolouring.md
part=$table.part
if [ $# -gt 2 ]; then
  set -- --model "$3"
else
  set --
fi
others=$(find "$train" -type f | LC_ALL=C sort | awk 'NR % 75 == 38' | head -4)
{
  echo '# Recolouring of test pictures'
  echo
  echo 'Each picture is painted with the pigments of a random era on a random ground, then scanned. *per pixel* is what the'
  echo 'embedder tells of each pixel alone; *decoder* knows palette, ground and instrument and the recipes of four other'
  echo "paintings, for each pixel alone; *limit* knows the recipes and looks at neighbours. Means over $(find "$test" -type f | wc -l) pictures."
  echo "Of ganX's scans they know the palette, and the clusters of the other pictures or of this one."
} >"$part"
table() {
  title=$1
  shift
  echo "bench/recolouring.sh: $title" >&2
  {
    echo
    echo "## $title"
    echo
    echo "\`./sinopia evaluate --synthesize TEST $*\`"
    echo
    echo '```'
  } >>"$part"
}
for scan in '400 counts|--photons 400 --bins 512' '10000 counts|--photons 10000 --bins 512' \
  'random instruments|--instrument random --bins 512' \
  'ganX, 400 photons|--paint ganx --photons 400 --bins 512'; do
  options=${scan#*|}
  # shellcheck disable=SC2086 # options and files are several words
  table "${scan%%|*}" --side 160 --seed 5 $options --bounds TRAIN
  # shellcheck disable=SC2086
  "$root/sinopia" evaluate "$@" --side 160 --seed 5 $options --bounds $others --synthesize "$test" |
    grep -E '^all|^true|MS-SSIM|better' >>"$part"
  echo '```' >>"$part"
done
mv "$part" "$table"
echo "written to $table"
