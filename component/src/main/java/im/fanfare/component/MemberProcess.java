package im.fanfare.component;

import com.typesafe.config.Config;
import im.fanfare.component.administration.Administration;
import im.fanfare.component.administration.AdministrationServer;
import im.fanfare.component.administration.Duty;
import im.fanfare.component.administration.Refusal;
import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.management.Health;
import im.fanfare.component.management.ManagementServer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a member: what stays when an operator has the member leave the cluster, and lets it come back.
 *
 * <p>A drained member differs from one that was stopped in that the process is there, alive and not ready: nobody starts
 * another in its place, and there is time to look at it. All of the member itself is gone, so nothing of an earlier life
 * can get into a later one.
 */
final class MemberProcess implements Health, Duty {
    private static final Logger logger = LoggerFactory.getLogger(MemberProcess.class);

    private final Config root;
    private final ComponentConfig config;
    private Member member;
    private State state = State.ON;

    /** Answers whoever watches or administers it from now on. */
    MemberProcess(Config root, ComponentConfig config) {
        this.root = root;
        this.config = config;
        this.member = new Member(root, config);
        config.management().ifPresent(address -> ManagementServer.start(address, () -> member().scrape(), this));
        config.administration().ifPresent(at -> AdministrationServer.start(at, this::administration, this));
    }

    private synchronized Member member() {
        return member;
    }

    private synchronized Optional<Administration> administration() {
        return state == State.ON ? member.administration() : Optional.empty();
    }

    /** Starts the member on this thread, and returns once it has its parts; a fault ends the process. */
    void run() {
        try {
            member().start();
        } catch (InterruptedException | RuntimeException fault) {
            // Parts that were started keep threads that would keep a process which serves nobody.
            logger.error("this member cannot start", fault);
            System.exit(1);
        }
    }

    // ------------------------------------------------------------------------------------------------------ health

    /** Also when it is drained: nobody is to start another for that. */
    @Override
    public synchronized boolean hasStarted() {
        return state != State.ON || member.readiness().hasStarted();
    }

    @Override
    public synchronized List<String> lacks() {
        return switch (state) {
            case ON -> member.readiness().lacks();
            case DRAINING -> List.of("it is being drained");
            case DRAINED -> List.of("it is drained");
        };
    }

    @Override
    public synchronized boolean isAlive() {
        return state != State.ON || member.readiness().isAlive();
    }

    // ------------------------------------------------------------------------------------------------------- duty

    @Override
    public synchronized Report report() {
        return new Report(config.member().address(), state, lacks());
    }

    @Override
    public synchronized void drain() throws Refusal {
        if (state != State.ON) {
            return;
        }
        Member leaving = member;
        if (leaving.administration().isEmpty()) {
            throw new Refusal(Reason.NOT_ALLOWED, "it is still starting: " + String.join("; ", lacks()));
        }
        state = State.DRAINING;
        logger.info("an operator drains this member");
        leaving.leave().whenComplete((left, fault) -> {
            if (fault != null) {
                logger.warn("this member did not leave in good order", fault);
            }
            drained();
        });
    }

    private synchronized void drained() {
        state = State.DRAINED;
        logger.info("this member is drained: it is in no cluster, and the process stays");
    }

    @Override
    public synchronized void undrain() throws Refusal {
        if (state == State.DRAINING) {
            throw new Refusal(Reason.UNAVAILABLE, "it is still being drained");
        }
        if (state == State.DRAINED) {
            logger.info("an operator has this member join again");
            member = new Member(root, config);
            state = State.ON;
            new Thread(this::run, "main").start();
        }
    }
}
