using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.TelegramGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ProbesInTurn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "by_call",
                table: "provider",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "probing_until",
                table: "provider",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "parked_at",
                table: "lane",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "probed_at",
                table: "lane",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "by_call",
                table: "provider");

            migrationBuilder.DropColumn(
                name: "probing_until",
                table: "provider");

            migrationBuilder.DropColumn(
                name: "parked_at",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "probed_at",
                table: "lane");
        }
    }
}
