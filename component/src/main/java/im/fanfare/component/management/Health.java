package im.fanfare.component.management;

import java.util.List;

/** What a member says of itself, at once and from its first moment on. */
public interface Health {
    /** Whether it has served, be it for a moment: from then on it is watched by {@link #isAlive()}. */
    boolean hasStarted();

    /** Why it takes no requests, a clause each; empty: it takes them. */
    List<String> lacks();

    /** False where only a restart helps. */
    boolean isAlive();
}
