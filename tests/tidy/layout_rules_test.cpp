// Each layout rule is seen to object to a bad file and to accept a good one.

#include "tests/tidy/layout_rules.hpp"

#include <gmock/gmock.h>

namespace ledger::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SourceFiles agreed_top() {
  return {{"CMakeLists.txt", ""},
          {"CMakePresets.json", ""},
          {"LICENSE", ""},
          {"README.md", ""},
          {"dev", ""},
          {"docker-compose.yml", ""},
          {".gitignore", ""},
          {"events/token/ids.hpp", ""}};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(TopLevel, AcceptsWhatWasAgreed) { EXPECT_THAT(strange_top_level(agreed_top()), IsEmpty()); }

TEST(TopLevel, RefusesAFurtherFileOrFolder) {
  SourceFiles files = agreed_top();
  files.push_back({"notes.txt", ""});
  files.push_back({"scripts/a.sh", ""});
  files.push_back({"events", ""});
  EXPECT_THAT(strange_top_level(files), SizeIs(2));
}

TEST(TopLevel, MissesWhatIsGone) {
  SourceFiles files = agreed_top();
  files.erase(files.begin());
  EXPECT_THAT(strange_top_level(files), ElementsAre("CMakeLists.txt:0: is missing at the top"));
}

TEST(FolderNames, RefusesNamesOfNothing) {
  EXPECT_THAT(nameless_folders({{"events/utils/a.hpp", ""}, {"events/utils/b.hpp", ""}}),
              SizeIs(1));
  EXPECT_THAT(nameless_folders({{"src/a.hpp", ""}, {"tests/a/common/x.cpp", ""}}), SizeIs(2));
}

TEST(FolderNames, AcceptsAFileOfThatName) {
  EXPECT_THAT(nameless_folders({{"events/token/common.hpp", ""}}), IsEmpty());
}

TEST(Sizes, CountsLines) {
  EXPECT_THAT(oversized_text({{"a.cpp", repeated("x\n", 400)}}), IsEmpty());
  EXPECT_THAT(oversized_text({{"a.cpp", repeated("x\n", 401)}}), SizeIs(1));
}

TEST(Sizes, CountsColumnsNotBytes) {
  EXPECT_THAT(oversized_text({{"a.cpp", repeated("\u2014", 100)}}), IsEmpty());
  EXPECT_THAT(oversized_text({{"a.cpp", "\n" + std::string(101, 'x')}}),
              ElementsAre("a.cpp:2: more than 100 columns"));
}

TEST(Sizes, LeavesProseAlone) {
  EXPECT_THAT(oversized_text({{"docs/a.md", std::string(500, 'x')}}), IsEmpty());
}

TEST(Headers, OpenWithPragmaAndComment) {
  EXPECT_THAT(silent_headers({{"a.hpp", "#pragma once\n// What it is.\n"}}), IsEmpty());
  EXPECT_THAT(silent_headers({{"a.hpp", "#pragma once\n\n#include <map>\n"}}),
              ElementsAre("a.hpp:2: a header says first what it is"));
  EXPECT_THAT(silent_headers({{"a.hpp", "// What it is.\n// More.\n"}}),
              ElementsAre("a.hpp:1: a header begins with #pragma once"));
  EXPECT_THAT(silent_headers({{"a.cpp", ""}}), IsEmpty());
}

TEST(Marks, AreFoundAsWords) {
  const std::string mark =
      "TO"
      "DO";
  EXPECT_THAT(leftover_marks({{"a.cpp", "x\n// " + mark + ": later\n"}}),
              ElementsAre("a.cpp:2: a mark for work left undone"));
  EXPECT_THAT(leftover_marks({{"a.cpp",
                               "// FIX"
                               "ME\n// HA"
                               "CK\n"}}),
              SizeIs(2));
  EXPECT_THAT(leftover_marks({{"a.cpp", "AU" + mark +
                                            "R, XX"
                                            "XX\n"}}),
              IsEmpty());
}

TEST(Traces, OfOneMachineAreFound) {
  EXPECT_THAT(machine_traces({{"a.md",
                               "see /wo"
                               "rk/x\n"}}),
              SizeIs(1));
  EXPECT_THAT(machine_traces({{"a.json",
                               "https://registry.np"
                               "mjs.org/x"}}),
              SizeIs(1));
  EXPECT_THAT(machine_traces({{"a.md", "mktemp below /tmp, the worker's/ own\n"}}), IsEmpty());
}

}  // namespace
}  // namespace ledger::tidy
