/**
 * The whole service, from outside: members in processes of their own, between real host servers, a real Cassandra and a
 * real Kafka.
 */
@NullMarked
package im.fanfare.component.system;

import org.jspecify.annotations.NullMarked;
