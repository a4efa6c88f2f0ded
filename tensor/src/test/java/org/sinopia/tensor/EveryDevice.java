package org.sinopia.tensor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test of what every device must compute, run for each of {@link TestDevices#names} and given its
 * name. Modules with other devices run these tests again with them, by the tag.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("org.sinopia.tensor.TestDevices#names")
@Tag("every-device")
public @interface EveryDevice {}
