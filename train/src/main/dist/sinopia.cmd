@echo off
rem Starts Sinopia with the JVM beside it. Untested.
"%~dp0runtime\bin\java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %SINOPIA_JAVA_OPTIONS% -cp "%~dp0lib\*" org.sinopia.train.cli.Sinopia %*
