package org.sinopia.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.cube.npy.NpyHeader;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.MapFormat;

/**
 * The counts of every pixel and element of a scan as a Parquet file: columns {@code cube}, {@code
 * element}, {@code line}, {@code y}, {@code x}, {@code counts}, the last empty where a pixel is
 * missing. Rows are in the order of the maps, then row by row.
 */
final class AreaTable {
  /** The folder of the tables of all scans. */
  static final String FOLDER = "areas";

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message areas { required binary cube (STRING); required binary element (STRING);"
              + " required binary line (STRING); required int32 y; required int32 x;"
              + " optional float counts; }");

  private AreaTable() {}

  /**
   * Writes the table of maps that lie in a folder as NPY, and turns them into the format wanted.
   *
   * @param results the folder that gets {@code areas/NAME.parquet} and has the maps in {@code NAME}
   * @param json what the command printed of them
   * @param format png, tif, npy or csv
   * @return the JSON with the names of the files as they are now
   */
  static String write(Path results, String name, String json, String format) throws IOException {
    Path file = Files.createDirectories(results.resolve(FOLDER)).resolve(name + ".parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(SCHEMA)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      for (JsonNode shown : JsonMapper.builder().build().readTree(json).path("maps")) {
        Path stored = results.resolve(name).resolve(shown.path("element").asText() + ".npy");
        ElementMap map = map(stored, shown);
        add(writer, name, map);
        if (!format.equals("npy")) {
          Path wanted = stored.resolveSibling(map.name() + "." + format);
          MapFormat.of(wanted).orElseThrow().write(map, wanted);
          Files.delete(stored);
        }
      }
    }
    return json.replace(".npy\"", "." + format + "\"");
  }

  private static ElementMap map(Path file, JsonNode shown) throws IOException {
    long[] shape;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      shape = NpyHeader.read(in, file).shape().stream().mapToLong(Long::longValue).toArray();
    }
    return new ElementMap(
        shown.path("element").asText(),
        shown.path("line").asText(),
        shown.path("energy_kev").asDouble(),
        shown.path("from_kev").asDouble(),
        shown.path("to_kev").asDouble(),
        (int) shape[0],
        (int) shape[1],
        NpyArray.readFloats(file, shape));
  }

  private static void add(ParquetWriter<Group> writer, String name, ElementMap map)
      throws IOException {
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); x++) {
        Group row = new SimpleGroup(SCHEMA);
        row.add("cube", name);
        row.add("element", map.name());
        row.add("line", map.line());
        row.add("y", y);
        row.add("x", x);
        float counts = map.counts(y, x);
        if (!Float.isNaN(counts)) {
          row.add("counts", counts);
        }
        writer.write(row);
      }
    }
  }
}
