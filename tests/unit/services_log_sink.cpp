#include <array>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "services/runtime/log_sink.hpp"
#include "tests/support/fresh_directory.hpp"

namespace ledger::runtime {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// Two connected ends; [0] is read, [1] is written.
class Ends {
 public:
  explicit Ends(bool socket) {
    EXPECT_EQ(socket ? ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) : ::pipe(ends_.data()),
              0);
  }
  ~Ends() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  [[nodiscard]] int written() const { return ends_[1]; }
  /// What has come and was not read.
  [[nodiscard]] std::string read_all() const {
    std::string all;
    std::array<char, 4096> some{};
    pollfd ready{ends_[0], POLLIN, 0};
    while (::poll(&ready, 1, 0) == 1) {
      const auto size = ::read(ends_[0], some.data(), some.size());
      if (size <= 0) break;
      all.append(some.data(), static_cast<std::size_t>(size));
    }
    return all;
  }

 private:
  std::array<int, 2> ends_{};
};

class NobodyReads : public testing::TestWithParam<bool> {};

TEST_P(NobodyReads, LinesAreDroppedAndCountedAndThoseThatAreTakenAreWhole) {
  const Ends ends(GetParam());
  LogSink sink(ends.written());
  const std::string line = std::string(700, 'x') + "\n";
  constexpr int count = 2000;  // more than pipes and sockets hold
  std::uint64_t taken = 0;
  for (int i = 0; i < count; ++i) taken += sink.write(line) ? 1 : 0;
  EXPECT_GT(taken, 10u);
  EXPECT_EQ(sink.dropped(), count - taken);
  ASSERT_GT(sink.dropped(), 0u);

  auto read = ends.read_all();
  EXPECT_TRUE(sink.write("the next\n"));
  read += ends.read_all();
  std::istringstream lines(read);
  std::string one;
  for (std::uint64_t i = 0; i < taken; ++i) {
    ASSERT_TRUE(std::getline(lines, one));
    ASSERT_EQ(one + '\n', line);
  }
  std::getline(lines, one);
  EXPECT_THAT(one, HasSubstr("log lines were dropped"));
  EXPECT_THAT(one, HasSubstr("\"lines\":" + std::to_string(count - taken)));
  EXPECT_THAT(read, EndsWith("}\nthe next\n"));
  EXPECT_TRUE(sink.write("told once\n"));
  EXPECT_EQ(ends.read_all(), "told once\n");
}

INSTANTIATE_TEST_SUITE_P(PipesAndSockets, NobodyReads, testing::Bool());

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(LogFile, IsOpenedAgainAfterItWasMoved) {
  const support::FreshDirectory directory;
  const auto file = directory.path() / "log";
  LogSink sink(STDERR_FILENO);
  sink.open_file(file);
  sink.write("one\n");
  std::filesystem::rename(file, directory.path() / "log.1");
  sink.write("two\n");
  EXPECT_EQ(sink.reopen(), "");
  sink.write("three\n");
  EXPECT_EQ(text_of(directory.path() / "log.1"), "one\ntwo\n");
  EXPECT_EQ(text_of(file), "three\n");
  // What cannot be opened leaves the one that is.
  std::filesystem::rename(file, directory.path() / "log.2");
  std::filesystem::create_directory(file);
  EXPECT_THAT(sink.reopen(), HasSubstr(file.string()));
  sink.write("four\n");
  EXPECT_EQ(text_of(directory.path() / "log.2"), "three\nfour\n");
}

TEST(LogFile, ThatCannotBeOpenedIsSaid) {
  LogSink sink(STDERR_FILENO);
  EXPECT_THROW(sink.open_file("/nowhere/at/all"), std::runtime_error);
  EXPECT_EQ(sink.reopen(), "");
}

}  // namespace
}  // namespace ledger::runtime
