package org.sinopia.test.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A source of Java or CUDA, cut into comments, messages and code. */
final class SourceText {
  private static final Pattern MARKUP = Pattern.compile("</?(?:p|ul|ol|li|i|b|sup|sub|pre)>");
  private static final Pattern TAG = Pattern.compile("\\{@(?:code|link|linkplain)\\s[^}]*\\}");

  private final Path file;
  private final String source;
  private final List<Passage> passages = new ArrayList<>();
  private final StringBuilder code = new StringBuilder();
  private int at;
  private int line = 1;

  SourceText(Path file, String source) {
    this.file = file;
    this.source = source;
    while (at < source.length()) {
      next();
    }
  }

  /** Its comments, and its strings of several words. */
  List<Passage> passages() {
    return passages;
  }

  /** Everything else. */
  String code() {
    return code.toString();
  }

  private void next() {
    if (source.startsWith("/*", at)) {
      comment(end("*/"));
    } else if (source.startsWith("//", at)) {
      lines();
    } else if (source.startsWith("\"\"\"", at)) {
      at += 3;
      take(end("\"\"\""));
    } else if (source.charAt(at) == '"' || source.charAt(at) == '\'') {
      literal(source.charAt(at));
    } else {
      code.append(source.charAt(at));
      take(at + 1);
    }
  }

  /** The index after the next occurrence of a mark, which a backslash does not escape. */
  private int end(String mark) {
    int found = source.indexOf(mark, at + 1);
    while (found > 0 && source.charAt(found - 1) == '\\') {
      found = source.indexOf(mark, found + 1);
    }
    return found < 0 ? source.length() : found + mark.length();
  }

  private void take(int to) {
    for (int i = at; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    at = to;
  }

  private void comment(int to) {
    String text = source.substring(at, to).replaceAll("\\n\\s*\\*(?!/)", " ");
    add(text.substring(2, Math.max(2, text.length() - 2)).replaceFirst("^\\*", ""));
    take(to);
  }

  /** Line comments that follow each other are one passage. */
  private void lines() {
    int first = line;
    StringBuilder text = new StringBuilder();
    while (source.startsWith("//", at)) {
      int to = source.indexOf('\n', at);
      to = to < 0 ? source.length() : to;
      text.append(' ').append(source, at + 2, to);
      take(to);
      int next = to;
      while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
        next++;
      }
      if (source.startsWith("//", next)) {
        take(next);
      }
    }
    passages.add(new Passage(file, first, plain(text.toString())));
  }

  private void literal(char quote) {
    int to = at + 1;
    while (to < source.length() && source.charAt(to) != quote && source.charAt(to) != '\n') {
      to += source.charAt(to) == '\\' ? 2 : 1;
    }
    String text = source.substring(at + 1, Math.min(to, source.length()));
    if (text.contains(" ") && !text.contains("<")) {
      add(text);
    }
    take(Math.min(to + 1, source.length()));
  }

  private void add(String text) {
    passages.add(new Passage(file, line, plain(text)));
  }

  private static String plain(String text) {
    String words = MARKUP.matcher(text).replaceAll(" ").replaceAll("\\s+", " ");
    return TAG.matcher(words).replaceAll("it").strip();
  }
}
