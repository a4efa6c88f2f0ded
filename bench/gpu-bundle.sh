#!/bin/sh
# Makes target/gpu-bundle, at most 60 MB: all that a Linux x86-64 machine with a GPU but no JDK needs to check and measure
# the CUDA kernels. Copy the folder there and run its verify.sh.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
java_home=$("$root/sinopia" --jdk)
bundle=$root/target/gpu-bundle
most_kilobytes=60000
cd "$root"
# Cubins of the data centre's devices; what the driver makes of PTX serves the others.
mvn -B -q -Pembedded-kernels "-Dcubins=80 90 100" -pl bench,test -am -DskipTests package
rm -rf "$bundle"
mkdir -p "$bundle/jars" "$bundle/peers"

# Packed, it is half as large; verify.sh unpacks it.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$java_home/bin/jlink" --add-modules java.base,java.logging,java.management,jdk.incubator.vector,jdk.unsupported,jdk.zipfs \
  --strip-java-debug-attributes --no-man-pages --no-header-files --compress zip-9 --output "$work/runtime"
tar czf "$bundle/runtime.tar.gz" -C "$work" runtime

# Libraries for pictures, cubes and the command line are left out.
tr ':' '\n' < bench/target/class-path | grep -v -E '/(hdf5|jhdf|lz4-java|compress-lzf|jline-[a-z]*|progressbar|protobuf-java|slf4j-[a-z]*|commons-[a-z0-9-]*|picocli|jmustache|jmh-core|jopt-simple)-[^/]*\.jar$' |
  while read -r jar; do cp "$jar" "$bundle/jars/"; done
cp bench/target/sinopia-bench.jar "$bundle/jars/"
version() {
  sed -n "s|.*<$1.version>\(.*\)</$1.version>.*|\1|p" pom.xml
}
platform=$(version junit | sed 's/^5/1/')
jqwik=$(version jqwik)
for artifact in org.junit.platform:junit-platform-console-standalone:$platform net.jqwik:jqwik-api:$jqwik net.jqwik:jqwik-engine:$jqwik; do
  mvn -B -q dependency:copy -N "-Dartifact=$artifact" "-DoutputDirectory=$bundle/jars"
done

# The parts of these two jars that are never loaded are half of the bundle.
slim() {
  jar=$(echo "$bundle/jars/$1"*-linux-x86_64.jar)
  folder=$work/$1
  shift
  mkdir "$folder"
  (cd "$folder" && "$java_home/bin/jar" xf "$jar" && rm -rf "$@" && "$java_home/bin/jar" cf "$jar" .)
}
slim jcuda-natives lib/libJNvPTXCompiler-12.6.0-linux-x86_64.so
openblas=org/bytedeco/openblas/linux-x86_64
slim openblas $openblas/libjniopenblas.so $openblas/libjniopenblas_full.so $openblas/libjniopenblas_nolapack.so $openblas/include $openblas/lib

for module in kernels tensor; do
  "$java_home/bin/jar" cf "$bundle/jars/tests-$module.jar" -C "$module/target/test-classes" .
done
# The other tests of this module are of what was left out.
mkdir -p "$work/test/org/sinopia/test"
cp test/target/test-classes/org/sinopia/test/WholeStepTest*.class "$work/test/org/sinopia/test/"
"$java_home/bin/jar" cf "$bundle/jars/tests-test.jar" -C "$work/test" .
cp bench/peers/*.py "$bundle/peers/"
cp bench/gpu-verify.sh "$bundle/verify.sh"
chmod +x "$bundle/verify.sh"

size=$(du -sk "$bundle" | cut -f1)
echo "$bundle: $size KB"
if [ "$size" -gt "$most_kilobytes" ]; then
  echo "gpu-bundle: $size KB, expected at most $most_kilobytes" >&2
  exit 1
fi
