using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "chat_topic",
                columns: table => new
                {
                    chat_id = table.Column<long>(type: "bigint", nullable: false),
                    thread_id = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chat_topic", x => x.chat_id);
                });

            migrationBuilder.CreateTable(
                name: "client_text",
                columns: table => new
                {
                    chat_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_client_text", x => new { x.chat_id, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "contact_question",
                columns: table => new
                {
                    chat_id = table.Column<long>(type: "bigint", nullable: false),
                    lane = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    refused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_question", x => x.chat_id);
                });

            migrationBuilder.CreateTable(
                name: "own_webhook",
                columns: table => new
                {
                    bot_id = table.Column<long>(type: "bigint", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_own_webhook", x => new { x.bot_id, x.url });
                });

            migrationBuilder.CreateTable(
                name: "poller",
                columns: table => new
                {
                    bot_id = table.Column<long>(type: "bigint", nullable: false),
                    last_good_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_poller", x => x.bot_id);
                });

            migrationBuilder.CreateTable(
                name: "start_payload",
                columns: table => new
                {
                    chat_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<int>(type: "integer", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    given_to = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_start_payload", x => x.chat_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_client_text_at",
                table: "client_text",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chat_topic");

            migrationBuilder.DropTable(
                name: "client_text");

            migrationBuilder.DropTable(
                name: "contact_question");

            migrationBuilder.DropTable(
                name: "own_webhook");

            migrationBuilder.DropTable(
                name: "poller");

            migrationBuilder.DropTable(
                name: "start_payload");
        }
    }
}
