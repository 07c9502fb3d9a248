package im.fanfare.gatling.notification;

import im.fanfare.gatling.engine.Engine;

/** A protocol by which users are told of items. */
public interface Notifying extends Engine.Plugin {
    Notifications notifications();

    @Override
    default void started(Engine.Statistics statistics) {
        notifications().started(statistics);
    }
}
