// The main function of the test program, and its roles as another process, each in a DIRECTORY:
//   --append DIRECTORY FIRST   appends "FIRST", "FIRST+1" … until killed; prints each one reported
//   --open DIRECTORY           opens the log; prints why it was refused, and exits with 3
//   --sync-fails DIRECTORY     appends a record, and one whose sync fails; prints errors too
//   --disk-full DIRECTORY      appends a record, and one that finds the disk full; likewise
//   --follow DIRECTORY COUNT   reads COUNT records of a log that is served; prints their values

#include <cstdio>
#include <string>
#include <unistd.h>

#include <boost/system/system_error.hpp>
#include <gtest/gtest.h>

#include "events/embedded/log_follower.hpp"
#include "tests/fault/embedded_faulty_disk.hpp"
#include "tests/fault/embedded_fixture.hpp"

namespace ledger::fault {
namespace {

void print_line(const std::string& text) {
  const auto line = text + '\n';
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(4);
}

int append_until_killed(const std::string& directory, std::uint64_t number) {
  embedded::EmbeddedLog log(in(directory));
  for (;;) {
    const auto name = std::to_string(number);
    // Sizes differ so that batches end anywhere in the file's blocks.
    const auto value = name + std::string(number * 7919 % 1500, '.');
    const auto appended = log.append(name, value, [name](log::AppendOutcome outcome) {
      if (outcome == log::AppendOutcome::durable) print_line(name);
    });
    if (appended) {
      ++number;
    } else {
      ::usleep(100);  // overloaded: the queue is what this role is to keep full
    }
  }
}

int open_once(const std::string& directory) {
  try {
    const embedded::EmbeddedLog log(in(directory));
    return 0;
  } catch (const boost::system::system_error& refused) {
    print_line(refused.what());
    return refused.code() == log::errc::locked ? 3 : 4;
  }
}

int append_until_the_disk_fails(const std::string& directory, void (FaultyDisk::*failure)()) {
  ::dup2(STDOUT_FILENO, STDERR_FILENO);
  const auto disk = std::make_shared<FaultyDisk>();
  const auto env = environment_on(disk);
  auto options = in(directory);
  options.env = env.get();
  embedded::EmbeddedLog log(options);
  append(log, "before");
  (disk.get()->*failure)();
  append(log, "at the failure");
  return 0;
}

int follow(const std::string& directory, std::size_t count) {
  embedded::LogFollower follower(directory);
  const auto reader = follower.read_after(std::nullopt).value();
  std::vector<log::Record> records;
  for (std::size_t seen = 0; seen < count; seen += records.size()) {
    reader->read(records, 100, std::chrono::seconds(20)).value();
    if (records.empty()) return 5;
    for (const auto& record : records) {
      print_line(std::to_string(record.position.value()) + ' ' + record.value);
    }
  }
  return 0;
}

}  // namespace

int run_role(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 3 && words[0] == "--append") {
    return append_until_killed(words[1], std::stoull(words[2]));
  }
  if (words.size() == 2 && words[0] == "--open") return open_once(words[1]);
  if (words.size() == 2 && words[0] == "--sync-fails") {
    return append_until_the_disk_fails(words[1], &FaultyDisk::fail_syncs);
  }
  if (words.size() == 2 && words[0] == "--disk-full") {
    return append_until_the_disk_fails(words[1], &FaultyDisk::fill);
  }
  if (words.size() == 3 && words[0] == "--follow") return follow(words[1], std::stoull(words[2]));
  return -1;
}

}  // namespace ledger::fault

int main(int argc, char** argv) {
  if (const int code = ledger::fault::run_role(argc, argv); code >= 0) return code;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
