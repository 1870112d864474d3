#include "tests/support/kafka_home.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <unistd.h>

namespace ledger::support {
namespace {

const std::filesystem::path home = TOKENLEDGER_KAFKA_HOME;

bool has_java() {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((folder + "/java").c_str(), X_OK) == 0) return true;
  }
  return false;
}

/// Jar by jar and sorted: an archive of classes holds for one class path only.
std::string class_path() {
  std::vector<std::string> jars;
  for (const auto& entry : std::filesystem::directory_iterator(home / "libs")) {
    jars.push_back(entry.path().string());
  }
  std::ranges::sort(jars);
  std::string path;
  for (const auto& jar : jars) path += (path.empty() ? "" : ":") + jar;
  return path;
}

}  // namespace

bool kafka_available() {
  return std::filesystem::exists(home / "pom.xml") && std::filesystem::exists(home / "libs") &&
         has_java();
}

bool kafka_required() {
  const char* const required = std::getenv("TOKENLEDGER_KAFKA_REQUIRED");
  return required != nullptr && std::string_view(required) == "1";
}

std::string kafka_jars() { return (home / "libs" / "*").string(); }

std::filesystem::path kafka_class_archive() { return home / "kafka.jsa"; }

std::vector<std::string> quick_java_options() {
  std::vector<std::string> options{"-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};
  if (std::filesystem::exists(kafka_class_archive())) {
    options.push_back("-XX:SharedArchiveFile=" + kafka_class_archive().string());
  }
  return options;
}

std::vector<std::string> kafka_command(const std::vector<std::string>& options,
                                       const std::vector<std::string>& words) {
  std::vector<std::string> command{"java"};
  command.insert(command.end(), options.begin(), options.end());
  command.insert(command.end(),
                 {"-Dorg.slf4j.simpleLogger.showDateTime=true", "-cp", class_path()});
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

}  // namespace ledger::support
