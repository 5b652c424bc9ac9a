using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.WahelpGateway.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class FirstAttempts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_attempt_at",
                table: "delivery",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "first_attempt_at",
                table: "delivery");
        }
    }
}
