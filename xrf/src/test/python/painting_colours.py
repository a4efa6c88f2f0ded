#!/usr/bin/env python3
"""Draws colours of real paintings, for PaintingColoursTest.

    painting_colours.py FOLDER > painting-colours.csv

FOLDER holds the pictures; all are long in the public domain. Each colour is the mean of a square of
6 x 6 pixels, about a stroke; the squares lie on a regular grid. Needs Pillow.
"""
import os
import sys

from PIL import Image

SQUARE = 6
COLOURS = 64
PAINTINGS = [
    ("sandro-botticelli-the-birth-of-venus-1485", "renaissance"),
    ("leonardo-da-vinci-mona-lisa-1503", "renaissance"),
    ("michelangelo-the-creation-of-adam-1512", "renaissance"),
    ("rembrandt-the-night-watch-1642", "baroque"),
    ("diego-velazquez-las-meninas-1656", "baroque"),
    ("pierre-auguste-renoir-luncheon-of-the-boating-party-1880", "nineteenth"),
    ("vincent-van-gogh-the-starry-night-1889", "nineteenth"),
    ("edvard-munch-the-scream-1893", "nineteenth"),
]

print("painting,era,colour")
for name, era in PAINTINGS:
    picture = Image.open(os.path.join(sys.argv[1], name + ".jpg")).convert("RGB")
    small = picture.resize(
        (picture.width // SQUARE, picture.height // SQUARE), Image.Resampling.BOX)
    pixels = list(small.getdata())
    for i in range(COLOURS):
        print("%s,%s,#%02x%02x%02x" % (name, era, *pixels[(2 * i + 1) * len(pixels) // (2 * COLOURS)]))
