#pragma once
// Where the jars of Apache Kafka are that ./dev fetched, and how a JVM runs them. The archive of
// loaded classes beside them halves a start; it is made once, by the first start of all.

#include <filesystem>
#include <string>
#include <vector>

namespace ledger::support {

/// Whether the jars and a `java` are there.
[[nodiscard]] bool kafka_available();

/// TOKENLEDGER_KAFKA_REQUIRED=1: a test that lacks Kafka is to fail, not to be skipped.
[[nodiscard]] bool kafka_required();

/// Small, quick to start, with the archive of classes where there is one.
[[nodiscard]] std::vector<std::string> quick_java_options();

/// All jars, as a class path.
[[nodiscard]] std::string kafka_jars();

/// The archive of classes; it need not be there.
[[nodiscard]] std::filesystem::path kafka_class_archive();

/// `java`, these options, the class path, a class of Kafka's and its arguments.
[[nodiscard]] std::vector<std::string> kafka_command(const std::vector<std::string>& options,
                                                     const std::vector<std::string>& words);

}  // namespace ledger::support
