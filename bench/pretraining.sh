#!/usr/bin/env bash
# The gain of pre-training on latents: recolourers trained on the first 30, 100 and 300 pairs of a folder, from scratch and from a trunk
# that was pre-trained on all latents of the folder; and one that was trained on against a discriminator (Pix2Pix).
# Usage: bench/pretraining.sh PAIRS WORK [TABLE.md]
# PAIRS is what ./sinopia embed wrote. Runs lie in WORK; a second call goes on where the first was stopped.
set -euo pipefail
pairs=${1:?bench/pretraining.sh PAIRS WORK [TABLE.md]}
work=${2:?bench/pretraining.sh PAIRS WORK [TABLE.md]}
table=${3:-$(dirname "$0")/results/$(date +%F)-pretraining.md}
sinopia=${SINOPIA:-$(dirname "$0")/../sinopia}
epochs=${EPOCHS:-4}
steps=${STEPS:-300}
mkdir -p "$work"

train() { # NAME OPTION…
  local run=$work/$1
  shift
  [ -f "$run.done" ] && return
  "$sinopia" train-recolourer "$@" --preset general --set run.steps_per_epoch="$steps" --set run.snapshot_steps=100 \
    --out "$run" --resume >&2
  touch "$run.done"
}

score() { # NAME: redmean, MS-SSIM and dE00 of the model that is kept: the best MS-SSIM's, or the last against a discriminator
  sed -E 's/.*"validation_redmean":([0-9.]+).*"validation_ms_ssim":([0-9.]+).*"validation_delta_e":([0-9.]+).*/\1 \2 \3/' \
    "$work/$1/metrics.jsonl" | if [ "$1" = pix2pix ]; then tail -n 1; else sort -k 2 -g | tail -n 1; fi |
    awk '{ printf "%.3f | %.3f | %.1f", $1, $2, $3 }'
}

train pretrained --pretrain "$pairs" --set run.epochs="$((2 * epochs))"
for n in 30 100 300; do
  train "scratch-$n" --pairs "$pairs" --set run.epochs="$epochs" --set max_pairs="$n"
  train "from-$n" --pairs "$pairs" --from "$work/pretrained" --set run.epochs="$epochs" --set max_pairs="$n"
done
train plain --pairs "$pairs" --from "$work/from-300" --set run.epochs=2
train pix2pix --pairs "$pairs" --from "$work/from-300" --set run.epochs=2 --adversarial "${ADVERSARIAL:-0.02}"

{
  echo "# Pre-training and a discriminator"
  echo
  echo "\`EPOCHS=$epochs STEPS=$steps bench/pretraining.sh\` on $(grep -o '"latent"' "$pairs/manifest.json" | wc -l) pairs; $epochs epochs of $steps steps each, pre-training"
  echo "$(wc -l <"$work/pretrained/metrics.jsonl") epochs of $(($(tail -n 1 "$work/pretrained/metrics.jsonl" | sed -E "s/.*\"step\":([0-9]+).*/\1/") / $(wc -l <"$work/pretrained/metrics.jsonl"))) steps. Validation pictures of the folder; lower redmean and ΔE00, higher MS-SSIM are better."
  echo
  echo "| training | redmean | MS-SSIM | ΔE00 |"
  echo "| --- | ---: | ---: | ---: |"
  for n in 30 100 300; do
    echo "| $n pairs, from scratch | $(score "scratch-$n") |"
    echo "| $n pairs, pre-trained | $(score "from-$n") |"
  done
  echo "| all pairs, two more epochs | $(score plain) |"
  echo "| all pairs, two more epochs against a discriminator | $(score pix2pix) |"
} > "$table"
