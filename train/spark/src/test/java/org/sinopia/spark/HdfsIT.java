package org.sinopia.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HdfsIT {
  @Test
  void cubesOnHdfsBecomeThePairsOfOneMachine(@TempDir Path folder) throws Exception {
    Archive.make(folder, 2);
    Path embedder = Archive.embedder(folder);
    Path expected = folder.resolve("expected");
    Archive.sinopia(
        "embed", folder.resolve("cubes").toString(), "--model=" + embedder, "--out=" + expected);

    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
      cluster.waitActive();
      FileSystem hdfs = cluster.getFileSystem();
      String home = cluster.getURI() + "/archive";
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(folder.resolve("cubes").toUri()),
          new org.apache.hadoop.fs.Path(home + "/cubes"));
      for (String run : List.of("2 done", "2 done before")) {
        Submitted.Ended ended =
            Submitted.run(
                folder,
                "local[2]",
                List.of(),
                "embed",
                home + "/cubes/*.h5",
                "--model=" + embedder,
                "--out=" + home + "/pairs");
        assertEquals(0, ended.status(), ended.log());
        assertEquals(true, ended.log().contains(run), ended.log());
      }
      Path found = folder.resolve("found");
      hdfs.copyToLocalFile(
          false,
          new org.apache.hadoop.fs.Path(home + "/pairs"),
          new org.apache.hadoop.fs.Path(found.toUri()),
          true);
      assertEquals(Archive.digests(expected), Archive.digests(found));
      assertEquals(true, Files.exists(found.resolve("manifest.json")));
    }
  }
}
