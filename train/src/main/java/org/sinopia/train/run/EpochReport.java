package org.sinopia.train.run;

import java.util.SequencedMap;
import org.sinopia.xrf.picture.Picture;

/**
 * The results of an epoch.
 *
 * @param epoch how many are completed, from 1
 * @param step how many steps were made
 * @param learningRate of the schedule in this epoch, warm-up aside
 * @param train means over the epoch's steps by name: {@code loss}, its terms, {@code gradient_norm}
 * @param validation metrics by name
 * @param pictures to look at, by name, perhaps none
 * @param best whether no epoch before had as good a score
 * @param seconds that it took, validation included
 */
public record EpochReport(
    int epoch,
    long step,
    double learningRate,
    SequencedMap<String, Double> train,
    SequencedMap<String, Double> validation,
    SequencedMap<String, Picture> pictures,
    boolean best,
    double seconds) {}
