package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSplitTest {
  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> "painting " + i).toList();
  }

  @ParameterizedTest
  @CsvSource({"1000,700,200,100", "16,11,3,2", "10,7,2,1", "3,1,1,1", "2,1,1,0", "1,1,0,0"})
  void sharesAreSeventyTwentyTen(int n, int train, int validation, int test) {
    var splits = ImageSplit.of(names(n), 1).values();
    assertEquals(
        List.of(train, validation, test),
        List.of(ImageSplit.values()).stream().map(s -> Collections.frequency(splits, s)).toList());
  }

  @Test
  void theOrderOfNamesDoesNotMatterButTheSeedDoes() {
    List<String> names = names(40);
    Map<String, ImageSplit> split = new HashMap<>(ImageSplit.of(names, 5));
    assertEquals(split, new HashMap<>(ImageSplit.of(names.reversed(), 5)));
    assertNotEquals(split, new HashMap<>(ImageSplit.of(names, 6)));
  }

  @Test
  void twoImagesOfOneNameAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ImageSplit.of(List.of("a", "b", "a"), 1));
  }
}
