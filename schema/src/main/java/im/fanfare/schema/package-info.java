/**
 * Everything that is written down, and the only code that reads or writes it.
 *
 * <p>The tables, in Cassandra. A line is a table: in the inner brackets what decides on the partition, behind them the
 * order of the rows in it, behind the arrow what a row says. {@code src/main/resources/cql} has who reads them and how
 * large a partition gets.
 *
 * <pre>
 * nodes                  ((service, name))                                  -&gt; instance, epoch, config, owners, …
 * node_listing           ((service, bucket), name)                          -&gt; title; a collection has a list as well
 * journal                ((service, name), epoch desc)                      -&gt; entry, done
 *
 *                          one life of a node
 *                        |--------------------------|
 * items                  ((service, node, instance, bucket), revision)      -&gt; id, publisher, published, payload
 * subscriptions_by_page  ((service, node, instance, page), subscriber)      -&gt; since
 * affiliations_by_node   ((service, node, instance), jid)                   -&gt; affiliation
 *
 * subscriptions_by_user  ((service, bare), node, instance, subscriber)      -&gt; page, since
 * affiliations_by_user   ((service, jid), node, instance)                   -&gt; affiliation
 *
 * migrations             ((number))                                         -&gt; name; number 0 is the lock
 * </pre>
 *
 * <p>{@code nodes} is written with conditions only, in an order that Cassandra decides. All other writes name their
 * timestamp, which belongs to the revision that they are of: whoever repeats one, however late, changes nothing.
 *
 * <p>The log, in Kafka. Records of a key stay in order.
 *
 * <pre>
 *                 key                            record
 * publications    service \0 node                {@link im.fanfare.schema.Publication}
 *      |
 *      | one publication, one delivery for each page
 *      v
 * deliveries      service \0 node \0 page        {@link im.fanfare.schema.PageRecord}
 * </pre>
 *
 * <p>What the columns {@code entry} and the records hold is in {@code src/main/proto}; only the classes named
 * {@code …Wire} know it.
 */
@NullMarked
package im.fanfare.schema;

import org.jspecify.annotations.NullMarked;
