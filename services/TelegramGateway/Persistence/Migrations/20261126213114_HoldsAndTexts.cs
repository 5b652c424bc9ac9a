using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class HoldsAndTexts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "lane_held",
                table: "lane");

            migrationBuilder.AddColumn<int>(
                name: "releases",
                table: "lane",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "mark",
                table: "accepted",
                type: "text",
                nullable: true);

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

            migrationBuilder.CreateIndex(
                name: "lane_party",
                table: "lane",
                column: "party",
                filter: "due_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "contact_question");

            migrationBuilder.DropIndex(
                name: "lane_party",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "releases",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "mark",
                table: "accepted");

            migrationBuilder.CreateIndex(
                name: "lane_held",
                table: "lane",
                column: "party",
                filter: "held_reason IS NOT NULL");
        }
    }
}
