package dev.tutti.traffic.feed.dns;

import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.PriorRequestNotCompleteException;
import software.amazon.awssdk.services.route53.model.Route53Exception;

import java.time.Duration;
import java.util.function.Supplier;

/** Calls of Route 53, and what their failures mean. Stateless. */
final class AwsCalls {
    private static final int FORBIDDEN = 403;
    private static final int SERVER_ERROR = 500;

    private AwsCalls() {}

    /**
     * Calls.
     *
     * @param limit after how long the client gives up by itself
     */
    static <T> T call(String title, String doing, Duration limit, Patience patience, Supplier<T> call) throws FeedException {
        patience.left(doing);
        try {
            return call.get();
        } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException | AbortedException e) {
            throw new FeedException(new Failure.TimedOut(title, doing, limit), e);
        } catch (Route53Exception e) {
            throw new FeedException(failure(title, doing, e), e);
        } catch (SdkClientException e) {
            String what = firstLine(e.getMessage());
            throw new FeedException(
                    what.contains("credentials")
                            ? new Failure.Refused(title, "there is no key: " + what, "write access_key and secret_key_file")
                            : new Failure.Unreachable(title, what), e);
        }
    }

    private static Failure failure(String title, String doing, Route53Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String what = details == null
                ? "it answers " + e.statusCode()
                : details.errorCode() + " (" + firstLine(details.errorMessage()) + ")";
        if (e instanceof PriorRequestNotCompleteException || e.isThrottlingException()) {
            return new Failure.Throttled(title, what);
        }
        if (e instanceof InvalidChangeBatchException) {
            return new Failure.Conflict(title, what);
        }
        if (e instanceof NoSuchHostedZoneException) {
            return new Failure.Refused(title, what, "write the id of the hosted zone (zone)");
        }
        if (e.statusCode() == FORBIDDEN) {
            return new Failure.Refused(title, what + ", " + doing, "see that the key is right and may call"
                    + " route53:ListResourceRecordSets, route53:ChangeResourceRecordSets and route53:GetChange");
        }
        return e.statusCode() >= SERVER_ERROR
                ? new Failure.Faulty(title, what + ", " + doing)
                : new Failure.Refused(title, what + ", " + doing, "mend what it names");
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
