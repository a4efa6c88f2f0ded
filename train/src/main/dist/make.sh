#!/bin/sh
# Makes target/sinopia-VERSION-PLATFORM.tar.gz: launcher, libraries, a JVM with the modules they need, and a class-data
# archive. Called by `mvn -Pdist package`: make.sh VERSION PLATFORM, where PLATFORM is for example linux-x86_64.
set -eu
version=$1
platform=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../../.." && pwd)
case $platform in
  linux-x86_64) ;;
  linux-arm64 | macosx-arm64) echo "dist: a distribution for $platform is untested" >&2 ;;
  windows-x86_64)
    echo "dist: a distribution for Windows is untested, and has a sinopia.cmd in place of the launcher" >&2
    ;;
  *)
    echo "dist: no native libraries for platform $platform" >&2
    exit 1
    ;;
esac
java_home=$("$root/sinopia" --jdk)
name=sinopia-$version-$platform
stage=$root/target/dist/$name
rm -rf "$stage"
mkdir -p "$stage/lib"

"$java_home/bin/jlink" --output "$stage/runtime" --strip-java-debug-attributes --no-man-pages --no-header-files \
  --compress zip-6 --generate-cds-archive --add-modules java.base,java.desktop,java.logging,java.management,\
java.net.http,java.sql,java.xml,jdk.charsets,jdk.httpserver,jdk.incubator.vector,jdk.management,jdk.unsupported,jdk.zipfs
# The second archive of the JVM's classes is for heaps of 32 GB and more.
find "$stage/runtime" -name 'classes_nocoops.jsa' -delete

# The order of the class path is part of the class-data archive.
separator=:
if [ "$platform" = windows-x86_64 ]; then separator=';'; fi
{
  echo "$root/train/target/sinopia-train.jar"
  tr "$separator" '\n' <"$root/train/target/class-path"
  echo
} | while IFS= read -r jar; do
  [ -n "$jar" ] || continue
  cp -p "$jar" "$stage/lib/"
  basename "$jar"
  if [ "${jar##*/}" = sinopia-train.jar ]; then echo picocli-for-archive.jar; fi
done >"$stage/lib/class-path"
cp "$root/LICENSE" "$root/CHANGELOG.md" "$stage/"
if [ "$platform" = windows-x86_64 ]; then
  cp "$root/train/src/main/dist/sinopia.cmd" "$stage/"
else
  cp "$root/sinopia" "$stage/"
  "$stage/sinopia" --help >/dev/null # which makes the class-data archive
fi
tar czf "$root/target/$name.tar.gz" -C "$root/target/dist" "$name"
rm -rf "$root/target/dist"
echo "target/$name.tar.gz: $(($(wc -c <"$root/target/$name.tar.gz") / 1000000)) MB"
