import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.strimzi.api.kafka.model.common.UnknownPropertyPreserving;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.topic.KafkaTopicSpec;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserSpec;
import java.util.List;

/**
 * Reads KafkaTopic and KafkaUser resources from standard input as the Strimzi operator does, by its own classes, and
 * refuses keys that these do not have, words that are none of theirs, and texts for numbers. Prints `<kind> <name>` of
 * each, or what is wrong.
 */
public class StrimziCheck {
  private static final ObjectMapper MAPPER =
      YAMLMapper.builder(new YAMLFactory())
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public static void main(String[] arguments) throws Exception {
    try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(System.in)) {
      while (documents.hasNext()) check(documents.next());
    } catch (Exception wrong) {
      System.err.println(wrong.getMessage());
      System.exit(1);
    }
  }

  private static void check(JsonNode resource) throws Exception {
    var kind = resource.path("kind").asText();
    var name = resource.path("metadata").path("name").asText();
    switch (kind) {
      case KafkaTopic.RESOURCE_KIND -> check(resource, name, KafkaTopic.VERSIONS, KafkaTopicSpec.class);
      case KafkaUser.RESOURCE_KIND -> check(resource, name, KafkaUser.VERSIONS, KafkaUserSpec.class);
      default -> throw new IllegalArgumentException("no resource of Strimzi that is checked: " + kind);
    }
    System.out.println(kind + " " + name);
  }

  private static void check(JsonNode resource, String name, List<String> versions, Class<?> type)
      throws Exception {
    var version = resource.path("apiVersion").asText().split("/");
    if (version.length != 2 || !version[0].equals("kafka.strimzi.io") || !versions.contains(version[1]))
      throw new IllegalArgumentException(name + ": there is no version " + String.join("/", version));
    if (resource.path("metadata").path("labels").path("strimzi.io/cluster").asText().isEmpty())
      throw new IllegalArgumentException(name + " names no cluster");
    var spec = MAPPER.treeToValue(resource.path("spec"), type);
    refuseUnread(resource.path("spec"), spec, name + ": spec");
  }

  /** The classes keep keys that they do not know, and read a word that they do not know as null. */
  private static void refuseUnread(JsonNode written, Object read, String where) throws Exception {
    if (read == null) throw new IllegalArgumentException(where + " is not read: " + written);
    if (read instanceof List<?> items) {
      for (int index = 0; index < items.size(); index++)
        refuseUnread(written.get(index), items.get(index), where + "[" + index + "]");
    } else if (read instanceof UnknownPropertyPreserving known) {
      var unknown = known.getAdditionalProperties();
      for (var entry : written.properties()) {
        var key = entry.getKey();
        if (unknown != null && unknown.containsKey(key))
          throw new IllegalArgumentException(where + " has no " + key);
        var getter = "get" + key.substring(0, 1).toUpperCase() + key.substring(1);
        refuseUnread(entry.getValue(), read.getClass().getMethod(getter).invoke(read), where + "." + key);
      }
    }
  }
}
