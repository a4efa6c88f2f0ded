package org.sinopia.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sinopia.train.evaluation.Evaluation;
import org.sinopia.train.evaluation.ImageMetrics;

/**
 * The metrics of all pictures: {@code metrics.json}, as {@code evaluate --json} prints them, and
 * {@code metrics.parquet}, a row for each picture and method.
 */
final class Metrics {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final StructType COLUMNS =
      new StructType()
          .add("image", DataTypes.StringType)
          .add("method", DataTypes.StringType)
          .add("redmean", DataTypes.DoubleType)
          .add("ssim", DataTypes.DoubleType)
          .add("ms_ssim", DataTypes.DoubleType)
          .add("uiqi", DataTypes.DoubleType)
          .add("psnr", DataTypes.DoubleType)
          .add("delta_e", DataTypes.DoubleType)
          .add("delta_e_95", DataTypes.DoubleType);

  private final JavaSparkContext spark;
  private final Plan plan;

  Metrics(JavaSparkContext spark, Plan plan) {
    this.spark = spark;
    this.plan = plan;
  }

  /**
   * Puts together what was found of each picture.
   *
   * @throws IOException if pictures of different sizes were judged by different scales
   */
  void write(List<Outcome> outcomes) throws IOException {
    ObjectNode whole = null;
    ArrayNode images = JSON.createArrayNode();
    ArrayNode trust = JSON.createArrayNode();
    Set<Integer> scales = new TreeSet<>();
    for (Outcome outcome : outcomes) {
      ObjectNode found = (ObjectNode) JSON.readTree(outcome.json());
      whole = whole == null ? found : whole;
      images.addAll((ArrayNode) found.get("images"));
      trust.addAll((ArrayNode) found.get("trust"));
      scales.add(found.get("scales").asInt());
    }
    if (scales.size() > 1) {
      throw new IOException(
          "pictures take %s scales of MS-SSIM, and means need one number; give --scales %d"
              .formatted(scales, scales.iterator().next()));
    }
    String model = whole.get("model").asText();
    SequencedMap<String, List<ImageMetrics>> byMethod = new LinkedHashMap<>();
    whole.get("methods").forEach(m -> byMethod.put(m.get("method").asText(), new ArrayList<>()));
    List<Row> rows = new ArrayList<>();
    for (JsonNode image : images) {
      ImageMetrics likeness = JSON.treeToValue(image.get("likeness"), ImageMetrics.class);
      String method = image.get("method").asText();
      byMethod.computeIfAbsent(method, _ -> new ArrayList<>()).add(likeness);
      rows.add(row(image.get("image").asText(), method, likeness));
    }
    List<Evaluation.Method> methods = new ArrayList<>();
    byMethod.forEach(
        (method, all) ->
            methods.add(new Evaluation.Method(method, all.size(), ImageMetrics.mean(all))));
    Evaluation evaluation = new Evaluation(scales.iterator().next(), methods);
    whole.set("methods", JSON.valueToTree(methods));
    whole.set("losses", JSON.valueToTree(evaluation.lossesOf(model)));
    whole.set("images", images);
    whole.set("trust", trust);
    plan.storage()
        .write(
            JSON.writeValueAsString(whole) + "\n",
            plan.out() + "/metrics.json",
            plan.kept() + "/metrics.json");
    writeTable(rows);
  }

  private static Row row(String image, String method, ImageMetrics likeness) {
    return RowFactory.create(
        image,
        method,
        likeness.redmean(),
        likeness.ssim(),
        likeness.msSsim(),
        likeness.uiqi(),
        likeness.psnr(),
        likeness.deltaE(),
        likeness.deltaE95());
  }

  private void writeTable(List<Row> rows) throws IOException {
    String pending = plan.kept() + "/metrics.parquet";
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    session
        .createDataFrame(spark.parallelize(rows, 1), COLUMNS)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(pending);
    plan.storage().replaceFolder(pending, plan.out() + "/metrics.parquet");
  }
}
