package im.fanfare.gatling.engine;

import io.gatling.javaapi.core.Session;

/** What a step has put into its user's session for a later one. */
public record Attribute<T>(String name, Class<T> type) {
    /**
     * What it is.
     *
     * @throws IllegalStateException if no step has put it there
     */
    public T of(Session session) {
        Object value = session.get(name);
        if (value == null) {
            throw new IllegalStateException("the session has no " + name);
        }
        return type.cast(value);
    }

    public Session in(Session session, T value) {
        return session.set(name, value);
    }
}
