package dev.millrace.channels;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract, over every kind of channel, with platform and with virtual threads. */
@ParameterizedClass(name = "{0}, virtual threads: {1}")
@MethodSource("cases")
class ChannelContractTest extends ChannelContract {

    ChannelContractTest(ChannelKind kind, boolean virtual) {
        super(kind, virtual);
    }

    static Stream<Arguments> cases() {
        return ChannelKind.all().flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }
}
