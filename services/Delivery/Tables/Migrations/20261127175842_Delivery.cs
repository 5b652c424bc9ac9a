using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Relay.Delivery.Tables.Migrations
{
    /// <inheritdoc />
    public partial class Delivery : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accepted",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    lane = table.Column<string>(type: "text", nullable: true),
                    number = table.Column<long>(type: "bigint", nullable: true),
                    type = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    raw = table.Column<string>(type: "text", nullable: true),
                    mark = table.Column<string>(type: "text", nullable: true),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    publish_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    publishes = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    held_reason = table.Column<string>(type: "text", nullable: true),
                    trace_parent = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accepted", x => x.message_id);
                });

            migrationBuilder.CreateTable(
                name: "bucket",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    refilled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bucket", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "database",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    hmac_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    restored_before = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_database", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dead",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    key = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    raw = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    replayed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true),
                    discarded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dead", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "delivery",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lane = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    previous = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    local = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    phone = table.Column<string>(type: "text", nullable: true),
                    chat_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'pending'"),
                    attempt = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    unanswered = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    refused = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    refused_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    uncertain_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    arrived = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    parts_done = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    reason = table.Column<string>(type: "text", nullable: true),
                    maybe_duplicate = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    announce_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    trace_parent = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery", x => x.message_id);
                    table.CheckConstraint("delivery_state", "state IN ('pending', 'sending', 'held', 'delivered', 'failed', 'closed')");
                });

            migrationBuilder.CreateTable(
                name: "instance",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    beat = table.Column<long>(type: "bigint", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_instance", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lane",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    party = table.Column<string>(type: "text", nullable: false),
                    last_given = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    last_done = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    owner = table.Column<long>(type: "bigint", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    gap_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    gap_asks = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    held_reason = table.Column<string>(type: "text", nullable: true),
                    held_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    held_looks = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    parked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    probed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    releases = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lane", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "provider",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    paused_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    paused_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    why = table.Column<string>(type: "text", nullable: true),
                    account = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    probes = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    probing_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    by_call = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "role",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    instance = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "sent_id",
                columns: table => new
                {
                    provider_message_id = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sent_id", x => x.provider_message_id);
                });

            migrationBuilder.CreateIndex(
                name: "accepted_due",
                table: "accepted",
                column: "publish_at",
                filter: "publish_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "accepted_settled",
                table: "accepted",
                column: "settled_at",
                filter: "settled_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "accepted_unnumbered",
                table: "accepted",
                column: "position",
                filter: "number IS NULL AND lane IS NOT NULL AND settled_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "accepted_unsettled",
                table: "accepted",
                columns: new[] { "lane", "number" },
                filter: "settled_at IS NULL AND lane IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "dead_waiting",
                table: "dead",
                column: "id",
                filter: "replayed_at IS NULL AND discarded_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_dead_at",
                table: "dead",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_dead_key",
                table: "dead",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "delivery_done",
                table: "delivery",
                column: "done_at",
                filter: "done_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "delivery_echo_candidates",
                table: "delivery",
                column: "phone",
                filter: "state = 'sending' OR uncertain_since IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "delivery_open",
                table: "delivery",
                columns: new[] { "lane", "number" },
                filter: "done_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "delivery_phone",
                table: "delivery",
                columns: new[] { "phone", "attempted_at" },
                filter: "phone IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "delivery_to_announce",
                table: "delivery",
                column: "announce_at",
                filter: "announce_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "lane_due",
                table: "lane",
                column: "due_at",
                filter: "due_at IS NOT NULL AND owner IS NULL");

            migrationBuilder.CreateIndex(
                name: "lane_owned",
                table: "lane",
                column: "owner",
                filter: "owner IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "lane_party",
                table: "lane",
                column: "party",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sent_id_at",
                table: "sent_id",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "sent_id_message",
                table: "sent_id",
                column: "message_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accepted");

            migrationBuilder.DropTable(
                name: "bucket");

            migrationBuilder.DropTable(
                name: "database");

            migrationBuilder.DropTable(
                name: "dead");

            migrationBuilder.DropTable(
                name: "delivery");

            migrationBuilder.DropTable(
                name: "instance");

            migrationBuilder.DropTable(
                name: "lane");

            migrationBuilder.DropTable(
                name: "provider");

            migrationBuilder.DropTable(
                name: "role");

            migrationBuilder.DropTable(
                name: "sent_id");
        }
    }
}
