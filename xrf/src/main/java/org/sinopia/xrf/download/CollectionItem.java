package org.sinopia.xrf.download;

import java.net.URI;

/**
 * A painting of a public collection.
 *
 * @param id the item's identifier in Wikidata, such as {@code Q12418}
 * @param title its name; empty if the query gave none
 * @param image address of its picture in Commons
 */
public record CollectionItem(String id, String title, URI image) {}
