package org.sinopia.xrf.cube.spectra;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a folder, or those of a folder whose names fit a pattern with * and ?. */
final class FileSet {

  private static final Pattern NUMBER_OR_TEXT = Pattern.compile("\\d+|\\D+");

  private FileSet() {}

  static boolean isPattern(Path path) {
    Path name = path.getFileName();
    return name != null
        && (name.toString().contains("*") || name.toString().contains("?"))
        && !Files.exists(path);
  }

  /** The plain files with one of some extensions, in order of name, numbers as numbers. */
  static List<Path> list(Path path, Set<String> extensions) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path folder = isPattern(path) ? absolute.getParent() : absolute;
    Pattern wanted =
        isPattern(path) ? pattern(path.getFileName().toString()) : Pattern.compile(".*");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> wanted.matcher(file.getFileName().toString()).matches())
          .filter(file -> extensions.contains(extension(file)))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .forEach(found::add);
    }
    found.sort(Comparator.comparing(file -> file.getFileName().toString(), FileSet::compare));
    return found;
  }

  static String extension(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Orders names as people count: map2 comes before map10. */
  static int compare(String a, String b) {
    Matcher left = NUMBER_OR_TEXT.matcher(a);
    Matcher right = NUMBER_OR_TEXT.matcher(b);
    while (left.find()) {
      if (!right.find()) {
        return 1;
      }
      String l = left.group();
      String r = right.group();
      boolean numbers = Character.isDigit(l.charAt(0)) && Character.isDigit(r.charAt(0));
      int order = numbers ? new BigInteger(l).compareTo(new BigInteger(r)) : l.compareTo(r);
      if (order != 0) {
        return order;
      }
    }
    return right.find() ? -1 : a.compareTo(b);
  }
}
