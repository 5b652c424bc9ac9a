using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Relay.Delivery.Tables.Migrations
{
    /// <inheritdoc />
    public partial class EditsAndDeletions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "content",
                table: "sent_id",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "part",
                table: "sent_id",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "expected_by",
                table: "lane",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "changed_by",
                table: "delivery",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "may_repeat",
                table: "delivery",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "original",
                table: "delivery",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "delivery_changes",
                table: "delivery",
                column: "original",
                filter: "original IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "delivery_changes",
                table: "delivery");

            migrationBuilder.DropColumn(
                name: "content",
                table: "sent_id");

            migrationBuilder.DropColumn(
                name: "part",
                table: "sent_id");

            migrationBuilder.DropColumn(
                name: "expected_by",
                table: "lane");

            migrationBuilder.DropColumn(
                name: "changed_by",
                table: "delivery");

            migrationBuilder.DropColumn(
                name: "may_repeat",
                table: "delivery");

            migrationBuilder.DropColumn(
                name: "original",
                table: "delivery");
        }
    }
}
