/** Files that appear whole or not at all. */
package org.sinopia.tensor.file;
