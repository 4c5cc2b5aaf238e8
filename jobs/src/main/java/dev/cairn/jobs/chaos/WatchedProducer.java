package dev.cairn.jobs.chaos;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A producer whose sends are written down before they go and when they have ended. */
final class WatchedProducer {

  /** Told of each record before it goes. */
  interface Watch {
    /** Returns who is told how the sending ended, in any thread. */
    Consumer<Event.Outcome> sending(ProducerRecord<byte[], byte[]> record);
  }

  private WatchedProducer() {}

  /** The same producer, watched. */
  @SuppressWarnings("unchecked")
  static Producer<byte[], byte[]> of(Producer<byte[], byte[]> producer, Watch watch) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            WatchedProducer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send") && arguments.length == 2) {
                return send(
                    producer,
                    watch,
                    (ProducerRecord<byte[], byte[]>) arguments[0],
                    (Callback) arguments[1]);
              }
              return call(producer, method, arguments);
            });
  }

  private static Object send(
      Producer<byte[], byte[]> producer,
      Watch watch,
      ProducerRecord<byte[], byte[]> record,
      Callback callback) {
    Consumer<Event.Outcome> ended = watch.sending(record);
    return producer.send(
        record,
        (metadata, error) -> {
          ended.accept(outcome(error));
          callback.onCompletion(metadata, error);
        });
  }

  /** Only what Kafka never writes has failed; an error on the way says nothing of the record. */
  static Event.Outcome outcome(@Nullable Exception error) {
    if (error == null) {
      return Event.Outcome.ok;
    }
    boolean refused =
        error instanceof RecordTooLargeException || error instanceof SerializationException;
    return refused ? Event.Outcome.fail : Event.Outcome.unknown;
  }

  private static Object call(Producer<byte[], byte[]> producer, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(producer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
