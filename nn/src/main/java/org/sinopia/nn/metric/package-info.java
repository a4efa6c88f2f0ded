/** What recolourers are judged by: likeness of pictures. */
package org.sinopia.nn.metric;
