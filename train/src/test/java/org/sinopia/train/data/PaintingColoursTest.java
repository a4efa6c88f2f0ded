package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;

class PaintingColoursTest {
  @Test
  void thoseThatComeWithSinopiaAreOf301Paintings() {
    List<String> lines = PaintingColours.builtin().lines();
    assertEquals(301, lines.size());
    assertEquals(301, lines.stream().distinct().count());
  }

  @Test
  void mostAreNearTheGivenMeanAndAllCanBeTold() {
    PaintingColours colours = PaintingColours.builtin();
    double dark = 0;
    double bright = 0;
    int draws = 200;
    for (int i = 0; i < draws; i++) {
      RandomStream random = new RandomStream(i, 2, 0);
      dark += colours.near(new Lab(20, 0, 5), 12, random).mean().l() / draws;
      bright += colours.near(new Lab(65, 0, 5), 12, random).mean().l() / draws;
    }
    assertTrue(dark < 30, "mean lightness " + dark + " near 20");
    assertTrue(bright > 52, "mean lightness " + bright + " near 65");
  }

  @Test
  void ofPicturesEachIsALine() {
    List<Picture> pictures = List.of(Painter.paint(32, 32, 1), Painter.paint(32, 32, 2));
    PaintingColours colours = PaintingColours.of(pictures);
    assertEquals(
        pictures.stream().map(p -> ColourRange.of(p).line()).sorted().toList(), colours.lines());
  }
}
