// The completion scripts, run by the shells that they are for.

#include <gmock/gmock.h>

#include "tests/e2e/cli_fixture.hpp"

namespace ledger::e2e {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// What bash offers for the last word of a line.
std::vector<std::string> offered(const std::string& line) {
  const std::string script =
      "source <(\"$0\" completion bash) || exit 9\n"
      "COMP_WORDS=(" +
      line +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
      "_tokenledger; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const auto ended =
      support::run_piped("/bin/bash", {"-c", script, TOKENLEDGER_PROGRAM}, {"PATH=/usr/bin:/bin"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  return lines_of(ended.out);
}

TEST(CliBashCompletion, OffersTheVerbsOfAPlace) {
  EXPECT_THAT(offered("tokenledger tok"), ElementsAre("token"));
  EXPECT_THAT(offered("tokenledger token ''"),
              ElementsAre("create", "list", "show", "update", "regenerate", "delete", "history",
                          "identify", "--help"));
  EXPECT_THAT(offered("tokenledger owner re"), ElementsAre("resume", "revoke-tokens"));
  EXPECT_THAT(offered("tokenledger ''"), AllOf(Contains("serve"), Contains("log")));
}

TEST(CliBashCompletion, OffersOptionsAndTheirWords) {
  EXPECT_THAT(offered("tokenledger token create deploy --exp"),
              ElementsAre("--expires-in", "--expires-at"));
  EXPECT_THAT(offered("tokenledger token list --status re"), ElementsAre("revoked"));
  EXPECT_THAT(offered("tokenledger token create --owner ''"), IsEmpty());
  EXPECT_THAT(offered("tokenledger completion ''"), AllOf(Contains("bash"), Contains("zsh")));
}

TEST(CliBashCompletion, OffersFilesWhereAFileIsWanted) {
  const support::FreshDirectory folder;
  std::filesystem::create_directory(folder.path() / "a folder");
  EXPECT_THAT(offered("tokenledger whoami --token-file " + folder.path().string() + "/a"),
              ElementsAre(folder.path().string() + "/a folder"));
}

TEST(CliZshCompletion, OffersVerbsOptionsAndWords) {
  const CommandLine cli;
  const auto script = cli.run({"completion", "zsh"});
  EXPECT_EQ(script.code, 0);
  EXPECT_THAT(script.out, testing::StartsWith("#compdef tokenledger\n"));
  EXPECT_THAT(script.out, AllOf(HasSubstr("'history:"), HasSubstr("'--no-access:")));
  EXPECT_THAT(script.out, HasSubstr("'tokenledger token list --status') compadd -- active"));
  if (!std::filesystem::exists("/usr/bin/zsh")) GTEST_SKIP() << "no zsh here to run it";
  // What zsh's own functions would be given.
  const auto offer = [](const std::string& words) {
    const auto ended = support::run_piped(
        "/usr/bin/zsh",
        {"-f", "-c",
         "compdef() { : }; _describe() { print -l -- ${(P)@[-1]} }; compadd() { print -l -- $@ }\n"
         "source <(\"$0\" completion zsh) || exit 9\n"
         "words=(" +
             words + "); CURRENT=$#words; _tokenledger",
         TOKENLEDGER_PROGRAM},
        {"PATH=/usr/bin:/bin"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    return lines_of(ended.out);
  };
  EXPECT_THAT(offer("tokenledger token ''"),
              AllOf(Contains("delete:End a token for ever"), Not(Contains("suspend"))));
  EXPECT_THAT(offer("tokenledger token list --status ''"),
              ElementsAre("--", "active", "expired", "suspended", "revoked"));
  EXPECT_THAT(offer("tokenledger token delete x -"), Contains("--yes:Do not ask"));
}

}  // namespace
}  // namespace ledger::e2e
