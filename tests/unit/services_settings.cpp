// The settings loader, file by file.

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/loaded_settings.hpp"

namespace ledger::runtime {
namespace {

using support::loaded_settings;
using support::settings_refusal;
using testing::HasSubstr;

TEST(SettingsLoader, KeepsTheDefaultOfWhatIsNotThere) {
  const auto settings = loaded_settings("");
  EXPECT_EQ(settings.listen, "127.0.0.1:8080");
  EXPECT_EQ(settings.policy.lifetime_default, std::chrono::days(30));
  EXPECT_EQ(settings.policy.lifetime_max, std::chrono::days(365));
  EXPECT_EQ(settings.position_wait, std::chrono::seconds(2));
}

TEST(SettingsLoader, ReadsThresholdsLargestFirst) {
  using std::chrono::seconds;
  EXPECT_THAT(loaded_settings("").expiry_thresholds,
              testing::ElementsAre(std::chrono::days(7), std::chrono::days(1)));
  EXPECT_THAT(loaded_settings("[signals]\nexpiring_s = []").expiry_thresholds, testing::IsEmpty());
  const auto settings =
      loaded_settings("[signals]\nexpiring_s = [60, 3600, 1]\ninterval_ms = 1000");
  EXPECT_THAT(settings.expiry_thresholds,
              testing::ElementsAre(seconds(3600), seconds(60), seconds(1)));
  EXPECT_EQ(settings.signals_interval, seconds(1));
  EXPECT_EQ(loaded_settings("[signals]\nexpiring_s = [1,2,3,4,5,6,7,8]").expiry_thresholds.size(),
            8U);
  for (const auto* list :
       {"[1,2,3,4,5,6,7,8,9]", "[0]", "[316224001]", "[1.0]", "[60,60]", "60", "[\"60\"]"}) {
    EXPECT_THAT(settings_refusal("[signals]\nexpiring_s = " + std::string(list)),
                HasSubstr("line 2: signals.expiring_s must"))
        << list;
  }
  EXPECT_THAT(settings_refusal("[signals]\ninterval_ms = 999"),
              HasSubstr("signals.interval_ms must"));
}

TEST(SettingsLoader, ReadsEverySection) {
  const auto settings = loaded_settings(R"(
[server]
data = "/var/lib/ledger"
listen = "[::1]:9"
threads = 3
shutdown_grace_ms = 5
drain_ms = 6
[http]
trusted_peers = ["10.0.0.0/8", "::1"]
body_bytes_max = 9000
idle_time_ms = 1500
[policy]
lifetime_default_s = 60
lifetime_max_s = 60
overlap_max_s = 0
[commands]
deadline_ms = 7
in_flight_max = 8
[view]
position_wait_ms = 0
age_max_ms = 9
barrier_interval_ms = 8
hot_set_bytes_max = 0
block_cache_bytes = 1048576
)");
  EXPECT_EQ(settings.data, "/var/lib/ledger");
  EXPECT_EQ(settings.listen, "[::1]:9");
  EXPECT_EQ(settings.threads, 3U);
  EXPECT_EQ(settings.shutdown_grace.count(), 5);
  EXPECT_EQ(settings.shutdown_drain.count(), 6);
  EXPECT_EQ(settings.http.body_bytes_max, 9000U);
  EXPECT_EQ(settings.http.idle_time.count(), 1500);
  EXPECT_TRUE(settings.trusted_peers.contains(boost::asio::ip::make_address("10.9.9.9")));
  EXPECT_FALSE(settings.trusted_peers.contains(boost::asio::ip::make_address("11.9.9.9")));
  EXPECT_EQ(settings.policy.lifetime_default.count(), 60);
  EXPECT_EQ(settings.policy.lifetime_max.count(), 60);
  EXPECT_EQ(settings.policy.overlap_max.count(), 0);
  EXPECT_EQ(settings.command_deadline.count(), 7);
  EXPECT_EQ(settings.commands_in_flight_max, 8U);
  EXPECT_EQ(settings.position_wait.count(), 0);
  EXPECT_EQ(settings.view_age_max.count(), 9);
  EXPECT_EQ(settings.barrier_interval.count(), 8);
  EXPECT_EQ(settings.hot_set_bytes_max, 0U);
  EXPECT_EQ(settings.block_cache_bytes, 1048576U);
}

TEST(SettingsLoader, TakesTrustedPeersAsAListOfNetworksAlone) {
  for (const auto* text : {"\"::1\"", "[1]", "[\"localhost\"]", "[\"10.0.0.0/33\"]"}) {
    EXPECT_THROW(loaded_settings(std::string("[http]\ntrusted_peers = ") + text + "\n"),
                 std::runtime_error);
  }
  EXPECT_TRUE(loaded_settings("[http]\ntrusted_peers = []\n").trusted_peers.empty());
  EXPECT_TRUE(loaded_settings("[http]\ntrusted_peers = [\"unix\"]\n").trusted_peers.contains({}));
}

TEST(SettingsLoader, TakesNetworksOfWebhooksAndTheirKey) {
  const auto settings = loaded_settings(
      "[webhooks]\nnetworks = [\"10.1.0.0/16\"]\n"
      "key_file = \"/etc/key\"\n");
  EXPECT_TRUE(settings.webhook_networks.contains(boost::asio::ip::make_address("10.1.9.9")));
  EXPECT_FALSE(settings.webhook_networks.contains(boost::asio::ip::make_address("10.2.9.9")));
  EXPECT_EQ(settings.webhook_key_file, "/etc/key");
  for (const auto* bad : {"\"::1\"", "[\"unix\"]", "[\"0.0.0.0/0\"]", "[\"localhost\"]"}) {
    EXPECT_THAT(settings_refusal("[webhooks]\nnetworks = " + std::string(bad)),
                HasSubstr("line 2: webhooks.networks must"))
        << bad;
  }
}

TEST(SettingsLoader, TakesNumbersWithinTheirBoundsAlone) {
  EXPECT_EQ(loaded_settings("[server]\nthreads = 1024\n").threads, 1024U);
  EXPECT_THAT(settings_refusal("[server]\nthreads = 1025\n"),
              HasSubstr("line 2: server.threads must lie"));
  EXPECT_THAT(settings_refusal("[server]\nthreads = -1\n"), HasSubstr("must lie"));
  EXPECT_THAT(settings_refusal("[view]\nage_max_ms = 0\n"), HasSubstr("must lie"));
  EXPECT_THAT(settings_refusal("[policy]\nlifetime_max_s = 0\n"), HasSubstr("must lie"));
}

TEST(SettingsLoader, TakesThePublicUrlAsAnOriginAlone) {
  EXPECT_FALSE(loaded_settings("").public_url);
  const auto settings = loaded_settings("[server]\npublic_url = \"https://Ledger.example:443\"\n");
  EXPECT_EQ(settings.public_url->text(), "https://ledger.example");
  for (const auto* value : {"1", "\"\"", "\"ledger.example\"", "\"https://ledger.example/\""}) {
    EXPECT_THAT(settings_refusal("[server]\npublic_url = " + std::string(value)),
                HasSubstr("line 2: server.public_url must be where people reach the server"))
        << value;
  }
}

TEST(SettingsLoader, TakesTheTimesOfSessionsWithinTheirBounds) {
  const auto plain = loaded_settings("").policy;
  EXPECT_EQ(plain.session_idle, std::chrono::hours(1));
  EXPECT_EQ(plain.session_lifetime, std::chrono::hours(12));
  for (const auto* name : {"idle_s", "lifetime_s"}) {
    const auto set = [&](int value) {
      return "[session]\n" + std::string(name) + " = " + std::to_string(value) + "\n";
    };
    for (const auto value : {60, 604'800}) EXPECT_EQ(settings_refusal(set(value)), "") << name;
    for (const auto value : {59, 604'801}) {
      EXPECT_THAT(settings_refusal(set(value)),
                  HasSubstr("line 2: session." + std::string(name) + " must lie between 60 and"));
    }
  }
  const auto policy = loaded_settings("[session]\nidle_s = 61\nlifetime_s = 62\n").policy;
  EXPECT_EQ(policy.session_idle.count(), 61);
  EXPECT_EQ(policy.session_lifetime.count(), 62);
}

TEST(SettingsLoader, TakesNoTypeForAnother) {
  for (const auto* value : {"1.0", "true", "\"1\"", "[1]", "2030-01-01"}) {
    EXPECT_THAT(settings_refusal("[server]\nthreads = " + std::string(value)),
                HasSubstr("line 2: server.threads must be a whole number"))
        << value;
  }
  for (const auto* value : {"1", "\"\"", "false"}) {
    EXPECT_THAT(settings_refusal("[server]\ndata = " + std::string(value)),
                HasSubstr("must be a text"));
  }
}

TEST(SettingsLoader, NamesWhatItDoesNotKnowAndWhatThereIs) {
  EXPECT_THAT(settings_refusal("[commands]\ndeadline = 5\n"),
              HasSubstr("line 2: unknown setting commands.deadline; [commands] has deadline_ms, "
                        "in_flight_max"));
  EXPECT_THAT(settings_refusal("\n[kafak]\n"), HasSubstr("unknown section [kafak]"));
  EXPECT_THAT(settings_refusal("listen = 5\n"), HasSubstr("listen must be"));
}

TEST(SettingsLoader, RefusesTheSameSettingTwice) {
  EXPECT_THAT(settings_refusal("[server]\nthreads = 1\nthreads = 2\n"), HasSubstr("line 3: "));
}

TEST(SettingsLoader, RefusesADefaultLifetimeBeyondTheMaximum) {
  EXPECT_THAT(settings_refusal("[policy]\nlifetime_max_s = 60\n"), HasSubstr("must not exceed"));
}

TEST(SettingsLoader, WritesBarriersThreeTimesAsOftenAsTheViewMayBeOldUnlessTold) {
  EXPECT_EQ(barrier_interval_of(loaded_settings("")).count(), 10'000);
  EXPECT_EQ(barrier_interval_of(loaded_settings("[view]\nage_max_ms = 2")).count(), 1);
  EXPECT_EQ(barrier_interval_of(loaded_settings("[view]\nbarrier_interval_ms = 29999")).count(),
            29'999);
  EXPECT_THAT(settings_refusal("[view]\nbarrier_interval_ms = 30000"),
              HasSubstr("view.barrier_interval_ms must be below view.age_max_ms"));
  EXPECT_THAT(settings_refusal("[view]\nbarrier_interval_ms = -1"), HasSubstr("must lie"));
}

TEST(ListenAddress, IsHostAndPort) {
  EXPECT_EQ(parse_listen("127.0.0.1:0").port, 0U);
  EXPECT_EQ(parse_listen("localhost:65535").port, 65535U);
  EXPECT_EQ(parse_listen("[::1]:80").host, "::1");
  for (const auto* text : {"", "x", ":80", "x:", "x:y", "x:65536", "x:-1", "x:80 "}) {
    EXPECT_THROW(static_cast<void>(parse_listen(text)), std::runtime_error) << text;
  }
}

}  // namespace
}  // namespace ledger::runtime
