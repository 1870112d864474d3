// Nodes that a follower reads from and that fail: gone, frozen, refusing, talking nonsense. Reading
// says so and goes on with the next, and nothing of it proves that a view is new.

#include "events/followed/followed_log.hpp"

#include <future>

#include <gmock/gmock.h>

#include "events/token/secret.hpp"
#include "tests/support/log_server.hpp"
#include "tests/support/scripted_log.hpp"

namespace ledger::followed {
namespace {

using namespace std::chrono_literals;
using log::Position;
using support::LogServer;
using support::problem_reply;
using testing::ElementsAre;
using testing::HasSubstr;

class FollowedLogFault : public testing::Test {
 protected:
  FollowedLogFault() {
    for (const auto* value : {"a", "b", "c"}) node_.inject("key", value);
  }
  FollowedLog open(const std::vector<LogServer*>& servers,
                   std::chrono::milliseconds patience = 5s) {
    FollowedLogOptions options{{}, secret_};
    for (const auto* server : servers) options.nodes.push_back(server->address());
    options.wait = 1s;
    options.patience = patience;
    options.on_note = [this](bool is_good, const std::string& node, const std::string& text) {
      const std::lock_guard lock(mutex_);
      notes_.push_back(node + (is_good ? " good" : " bad: ") + text);
    };
    return FollowedLog(std::move(options));
  }
  /// What the server's own lines would be, with another end.
  static LogServer::Reply page(const std::string& lines) {
    LogServer::Reply reply(boost::beast::http::status::ok, 11);
    reply.body() = lines;
    reply.prepare_payload();
    return reply;
  }
  static std::string record(int position) {
    return R"({"position":)" + std::to_string(position) +
           R"(,"log_time":"2026-11-24T11:06:08.123Z","key":"k","event":{}})" + "\n";
  }
  static std::string end(const std::string& position, const std::string& waited,
                         const std::string& age) {
    return R"({"last_position":)" + position + R"(,"more":false,"waited_ms":)" + waited +
           R"(,"complete_age_ms":)" + age + "}\n";
  }
  static std::vector<std::string> values(log::EventReader& reader) {
    std::vector<log::Record> records;
    EXPECT_TRUE(reader.read(records, 100, 10s));
    std::vector<std::string> all;
    for (const auto& read : records) all.push_back(read.value);
    return all;
  }

  const token::TokenSecret secret_ =
      token::TokenSecret::from_random(std::array<std::uint8_t, 32>{});
  support::ScriptedLog node_;
  LogServer first_{node_};
  LogServer second_{node_};
  std::mutex mutex_;
  std::vector<std::string> notes_;
};

TEST_F(FollowedLogFault, TakesNothing) {
  auto log = open({&first_});
  const auto refused = log.append("key", "value", [](log::AppendOutcome) { ADD_FAILURE(); });
  EXPECT_EQ(refused.error(), log::errc::read_only);
  EXPECT_EQ(first_.asked(), 0);
}

TEST_F(FollowedLogFault, AReaderWhoseNodeGoesIsFollowedByOneOfTheNext) {
  auto log = open({&first_, &second_});
  auto reader = log.read_after(std::nullopt).value();
  EXPECT_THAT(values(*reader), ElementsAre("a", "b", "c"));
  EXPECT_EQ(second_.asked(), 0);
  first_.stop();
  std::vector<log::Record> records;
  EXPECT_EQ(reader->read(records, 10, 10s).error(), log::errc::unavailable);
  node_.inject("key", "d");
  auto next = log.read_after(Position(2)).value();
  EXPECT_THAT(values(*next), ElementsAre("d"));
  second_.stop();
  EXPECT_EQ(next->read(records, 10, 10s).error(), log::errc::unavailable);
  EXPECT_EQ(log.read_after(Position(3)).error(), log::errc::unavailable);
  EXPECT_EQ(log.end().error(), log::errc::unavailable);
  first_.resume();
  EXPECT_TRUE(log.read_after(Position(3)));
  EXPECT_EQ(log.end().value(), Position(3));
  EXPECT_EQ(notes_.front(), first_.address().text() + " good");
  EXPECT_EQ(notes_.back(), first_.address().text() + " good");
  EXPECT_THAT(notes_, testing::Contains(second_.address().text() + " good"));
  EXPECT_LE(notes_.size(), 7U) << "each trouble is told once";
}

TEST_F(FollowedLogFault, ANodeThatSaysNothingIsGivenUpAfterItsTime) {
  std::promise<void> over;
  first_.answer_instead([wait = over.get_future().share()](const std::string&) {
    wait.wait();
    return problem_reply(503, "late");
  });
  auto log = open({&first_, &second_}, 300ms);
  const auto begun = std::chrono::steady_clock::now();
  auto reader = log.read_after(std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 300ms);
  over.set_value();
  ASSERT_TRUE(reader) << "the other one answers";
  EXPECT_THAT(notes_, ElementsAre(first_.address().text() + " bad: it does not answer",
                                  second_.address().text() + " good"));
}

TEST_F(FollowedLogFault, ClosingEndsTheWaitForANode) {
  std::promise<void> over;
  first_.answer_instead([wait = over.get_future().share()](const std::string&) {
    wait.wait();
    return problem_reply(503, "late");
  });
  auto log = open({&first_}, 60s);
  auto reading = std::async(std::launch::async, [&] { return log.read_after(std::nullopt); });
  log.close();
  ASSERT_EQ(reading.wait_for(30s), std::future_status::ready);
  EXPECT_EQ(reading.get().error(), log::errc::unavailable);
  over.set_value();
}

TEST_F(FollowedLogFault, WhatIsRefusedIsToldWithoutTheToken) {
  const auto refusing = [&](unsigned status, const std::string& type) {
    first_.answer_instead([=](const std::string&) { return problem_reply(status, type); });
    auto log = open({&first_});
    return log.read_after(Position(7)).error();
  };
  EXPECT_EQ(refusing(503, "position-not-reached"), log::errc::out_of_range);
  EXPECT_EQ(refusing(503, "view-too-old"), log::errc::unavailable);
  EXPECT_EQ(refusing(401, "invalid-token"), log::errc::unavailable);
  EXPECT_THAT(notes_.back(), HasSubstr("needs ledger:audit: 401 Try again."));
  EXPECT_EQ(refusing(404, "not-found"), log::errc::unavailable);
  for (const auto& note : notes_) {
    EXPECT_THAT(note, testing::Not(HasSubstr(std::string(secret_.reveal()))));
  }
}

TEST_F(FollowedLogFault, WhatIsNoLogIsNotRead) {
  const std::string pages[] = {
      "",
      "{}\n",
      "<html></html>\n",
      record(0),
      record(0) + end("0", "0", "0").substr(0, 20),
      record(1) + end("1", "0", "0"),
      record(0) + record(2) + end("2", "0", "0"),
      record(0) + end("7", "0", "0"),
      record(0) + "{\"position\":1}\n" + end("1", "0", "0"),
  };
  for (const auto& body : pages) {
    first_.answer_instead([&](const std::string&) { return page(body); });
    auto log = open({&first_});
    EXPECT_EQ(log.read_after(std::nullopt).error(), log::errc::unavailable) << body;
    EXPECT_EQ(log.complete_at(Position(100), log::boot_time_now()), std::nullopt);
    EXPECT_THAT(notes_.back(), HasSubstr("is no node's log"));
  }
  first_.answer_instead([&](const std::string&) { return page(record(0) + end("0", "0", "0")); });
  auto log = open({&first_});
  EXPECT_TRUE(log.read_after(std::nullopt));
}

TEST_F(FollowedLogFault, AnAnswerProvesWhatItSaysAndNoMore) {
  const auto proof = [&](const std::string& waited, const std::string& age) {
    first_.answer_instead(
        [=](const std::string&) { return page(record(0) + end("0", waited, age)); });
    auto log = open({&first_});
    const auto before = log::boot_time_now();
    EXPECT_TRUE(log.read_after(std::nullopt));
    const auto complete_at = log.complete_at(Position(0), log::boot_time_now());
    return complete_at ? std::optional(*complete_at - before) : std::nullopt;
  };
  EXPECT_EQ(proof("0", "null"), std::nullopt) << "the node has no proof";
  const auto fresh = proof("0", "0");
  EXPECT_GE(fresh, 0ms);
  EXPECT_LE(fresh, 5s);
  const auto old = proof("0", "60000");
  EXPECT_GE(old, -60s);
  EXPECT_LE(old, -55s);
  // What was on its way for long is that much older.
  first_.answer_instead([](const std::string&) {
    std::this_thread::sleep_for(1s);
    return page(record(0) + end("0", "0", "0"));
  });
  auto slow = open({&first_});
  const auto asked = log::boot_time_now();
  EXPECT_TRUE(slow.read_after(std::nullopt));
  EXPECT_LT(slow.complete_at(Position(0), log::boot_time_now()), asked + 900ms);
  // It cannot have waited for longer than this took.
  const auto now = log::boot_time_now();
  const auto boast = proof("86400000", "0");
  EXPECT_LE(boast, log::boot_time_now() - now);
}

/// What a node proves holds for who has applied that far, and for nobody else.
TEST_F(FollowedLogFault, WhatIsReadAndNotAppliedProvesNothing) {
  auto log = open({&first_});
  auto reader = log.read_after(std::nullopt).value();
  EXPECT_EQ(log.complete_at(Position(1), log::boot_time_now()), std::nullopt);
  EXPECT_TRUE(log.complete_at(Position(2), log::boot_time_now()));
}

}  // namespace
}  // namespace ledger::followed
